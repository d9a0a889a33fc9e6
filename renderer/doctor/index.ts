/** What other parts of the window use of the doctor. */
export { DoctorDialog, DoctorSteps, useDoctor } from './Panel';
export { WayThere } from './WayThere';
export { verdictWords } from './words';
