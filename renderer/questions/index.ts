/** What other parts of the window use of the questions. */
export { QuestionDialog } from './Dialog';
export { useQuestions } from './store';
