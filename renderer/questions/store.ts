/** Mirrors the questions that the engine asks; the oldest is shown. */
import { createMirror } from '../connect/mirror';

export const useQuestions = createMirror('questions.pending', {});
