import { CreateCustomers1790000000000 } from './1790000000000-create-customers';

/** Every migration of the customer database, oldest first. */
export const migrations = [CreateCustomers1790000000000];
