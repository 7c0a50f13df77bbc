export { Grants as default } from './Grants';
