/** Questions as data: see board.ts. */
export { createQuestionBoard, type QuestionBoard } from './board';
export { questionHandlers } from './handlers';
