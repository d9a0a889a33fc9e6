/** What other parts of the window use of the doctor. */
export { DoctorDialog } from './Panel';
