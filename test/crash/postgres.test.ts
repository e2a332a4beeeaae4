import { databaseKinds } from '../databases.ts';
import { killedTenTimes } from './kills.ts';

for (const database of databaseKinds) if (database.kind === 'postgres') killedTenTimes(database);
