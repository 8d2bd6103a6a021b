import fastify from 'fastify';
import { Pool } from 'pg';
import { CONNECTIONS } from './load';

const pool = new Pool({ connectionString: process.env.DATABASE, max: CONNECTIONS });
const app = fastify();
app.get<{ Params: { id: string } }>('/customers/:id', async ({ params }, reply) => {
  const text = 'SELECT * FROM customers WHERE customer_id = $1';
  const { rows } = await pool.query({ name: 'customer', text, values: [params.id] });
  return rows[0] ?? reply.code(404).send();
});
void app.listen({ host: '127.0.0.1', port: Number(process.env.PORT) });
