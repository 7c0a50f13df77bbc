export { Assessments as default } from './Assessments';
