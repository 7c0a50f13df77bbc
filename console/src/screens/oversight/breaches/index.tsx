export { Breaches as default } from './Breaches';
