// stands at: main/worker/computed.ts
const known = import(`../engine/files`);
const chosen = (name: string) => import(`../engine/${name}`); // refused: computed
const required = (name: string) => require(name); // refused: computed
