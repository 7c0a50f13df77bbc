// Takes the download addresses out of package-lock.json: they name a registry, which differs from house to house.
// The integrity hashes stay, so what is installed is the same everywhere. Run by `npm run lock`.
import { readFileSync, writeFileSync } from 'node:fs';

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
for (const entry of Object.values(lock.packages ?? {})) delete entry.resolved;
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
