export { Requests as default } from './Requests';
