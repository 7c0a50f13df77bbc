export { Now as default } from './Now';
