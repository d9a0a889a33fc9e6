// stands at: main/somewhere/sample.ts // refused: roomless
