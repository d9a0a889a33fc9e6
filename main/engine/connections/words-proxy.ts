/** Sentences about proxies: which one failed, and that the server behind it was not reached. */
import { type NextStep, type Problem, problem } from '../kit/outcome';

type Where = {
  server: string;
  host: string;
  port: number;
  /** `host:port` of the proxy. */
  proxy: string;
};

export type ProxyFacts =
  /** The proxy itself could not be reached. */
  | (Where & { kind: 'proxy-unreached'; cause: Problem })
  | (Where & {
      kind: 'proxy';
      how:
        | 'asks-who'
        | 'refused-who'
        | 'no-method'
        | 'no-user'
        | 'refused'
        | 'silent'
        | 'closed'
        | 'too-long'
        | 'wrong';
      /** What the proxy said, made printable; may be empty. */
      said: string;
    });

const retry: NextStep = { label: 'Try again', action: { kind: 'retry' } };

export function proxyProblem(facts: { kind: string }): Problem | undefined {
  const f = facts as ProxyFacts;
  if (f.kind === 'proxy-unreached') return unreached(f);
  return f.kind === 'proxy' ? refused(f) : undefined;
}

function unreached(f: Extract<ProxyFacts, { kind: 'proxy-unreached' }>): Problem {
  const { server, proxy, cause } = f;
  return problem(
    'connections/proxy-failed',
    `${server} could not be reached: the proxy ${proxy} failed. ${cause.what}`,
    {
      why: 'The server itself was not tried. A proxy that belongs to another network (home, campus) does this too.',
      next: [edit(server), retry],
      facts: { server, proxy, cause: cause.tag, causeFacts: cause.facts },
      ...(cause.detail === undefined ? {} : { detail: cause.detail }),
    },
  );
}

const edit = (server: string): NextStep => ({
  label: 'Check the proxy of this server',
  action: { kind: 'edit-server', server },
});

function refused(f: Extract<ProxyFacts, { kind: 'proxy' }>): Problem {
  const { server, proxy, how, said } = f;
  const { happened, why, advice } = sentences(f);
  return problem(
    'connections/proxy-failed',
    `${server} could not be reached: the proxy ${proxy} ${happened}.`,
    {
      ...(why === '' ? {} : { why }),
      next: [...advice, edit(server), retry],
      facts: { server, proxy, cause: `connections/proxy-${how}`, said },
    },
  );
}

function sentences(f: Extract<ProxyFacts, { kind: 'proxy' }>): {
  happened: string;
  why: string;
  advice: string[];
} {
  const { host, port, said, proxy } = f;
  const quoted = said === '' ? '' : ` It said: "${said}".`;
  switch (f.how) {
    case 'refused':
      return {
        happened: `did not connect to ${host}, port ${port}`,
        why: `It said: "${said}". Many proxies lead to web servers only; others do not know the names of your lab.`,
        advice: ["Ask the proxy's administrator whether it lets SSH through."],
      };
    case 'asks-who':
    case 'refused-who':
      return {
        happened: 'did not accept the user name and password',
        why: 'Nothing was sent to the server.',
        advice: [],
      };
    case 'no-user':
      return {
        happened: 'asks who you are',
        why: 'Its address names no user, so no password can be asked for.',
        advice: [`Write your user name into the address of the proxy: name@${proxy}.`],
      };
    case 'no-method':
      return {
        happened: 'wants a kind of sign-in that Labmate does not know',
        why: `It offers: ${said}. Labmate knows user name and password (Basic).`,
        advice: ["Ask the proxy's administrator for a way without it."],
      };
    case 'silent':
      return { happened: 'accepted the connection but did not answer', why: '', advice: [] };
    case 'closed':
      return {
        happened: 'closed the connection',
        why: `Some proxies do that when they cannot reach ${host}, port ${port}.${quoted}`,
        advice: [],
      };
    case 'too-long':
      return {
        happened: 'answered without end',
        why: 'An answer of a proxy is a few lines. Another kind of service may listen there.',
        advice: [],
      };
    case 'wrong':
      return {
        happened: 'answered what does not belong there',
        why: `Another kind of service, or another kind of proxy, may listen there.${quoted}`,
        advice: [],
      };
  }
}
