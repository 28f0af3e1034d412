import { endWithParent } from './lifeline.mjs';

endWithParent(() => process.kill(process.pid, 'SIGTERM'));
await import('azurite/dist/src/azurite.js');
