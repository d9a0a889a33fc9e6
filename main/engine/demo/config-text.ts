/** The ssh config of the demo lab: for our own engine and for ssh(1) alike, so that neither asks. */

export interface ConfigFacts {
  user: string;
  hosts: readonly { name: string; port: number }[];
  identity: string;
  knownHosts: string;
}

export function configText({ user, hosts, identity, knownHosts }: ConfigFacts): string {
  const lines = [
    '# The demo lab of Labmate, while Labmate runs. Changes are lost.',
    '# Labmate-Label: Demo',
    '',
  ];
  for (const { name, port } of hosts) {
    lines.push(
      `Host ${name}`,
      '  HostName 127.0.0.1',
      `  Port ${port}`,
      `  User ${user}`,
      // Kept under its own name, whatever the port.
      `  HostKeyAlias ${name}`,
      `  IdentityFile ${quoted(identity)}`,
      '  IdentitiesOnly yes',
      '  IdentityAgent none',
      `  UserKnownHostsFile ${quoted(knownHosts)}`,
      '  GlobalKnownHostsFile none',
      '  StrictHostKeyChecking yes',
      '  PreferredAuthentications publickey',
      '  ProxyCommand none',
      '  ConnectTimeout 15',
      '',
    );
  }
  return `${lines.join('\n')}`;
}

/** Tokens are escaped, and Windows' separators turned: a backslash means something else here. */
function quoted(path: string): string {
  return `"${path.replaceAll('\\', '/').replaceAll('%', '%%')}"`;
}
