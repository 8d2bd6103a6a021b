import { CreateFileTables1764000000000 } from './1764000000000-create-file-tables';

/** Migrations of the database `file`, oldest first. */
export const migrations = [CreateFileTables1764000000000];
