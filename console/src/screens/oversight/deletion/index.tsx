export { Deletion as default } from './Deletion';
