// Conversations over the browser's own WebSocket.
import {create, fromBinary, toBinary} from '@bufbuild/protobuf';
import {EchoRequestSchema, EchoResponseSchema} from 'pages/v1/pages_pb.js';

import {counted, counters, equal, fails, step} from './steps.js';

// A WebSocket whose messages and end can be awaited.
class Talk {
  constructor(path, protocols = []) {
    this.socket = new WebSocket(`ws://${location.host}${path}`, protocols);
    this.socket.binaryType = 'arraybuffer';
    this.inbox = [];
    this.readers = [];
    this.opened = new Promise((resolve, reject) => {
      this.socket.onopen = () => resolve(this);
      this.socket.onerror = () => reject(new Error('it was not opened'));
    });
    this.closed = new Promise(resolve => {
      this.socket.onclose = ({code, reason, wasClean}) => resolve({code, reason, wasClean});
    });
    this.socket.onmessage = ({data}) => {
      const reader = this.readers.shift();
      if (reader) reader(data);
      else this.inbox.push(data);
    };
  }
  say(message) {
    this.socket.send(typeof message === 'object' && !(message instanceof Uint8Array) ? JSON.stringify(message)
                                                                                     : message);
  }
  async hear() {
    if (this.inbox.length > 0) return this.inbox.shift();
    return new Promise(resolve => this.readers.push(resolve));
  }
  async hearJson() {
    return JSON.parse(await this.hear());
  }
}

const talk = (path, protocols) => new Talk(path, protocols).opened;

for (const path of ['/echo', '/echo-on-thread']) {
  step(`WebSocket: a conversation in JSON with ${path}`, async () => {
    const one = await talk(path, ['duet.json']);
    equal(one.socket.protocol, 'duet.json', 'the subprotocol');
    for (const text of ['one', 'zwei', '三']) {
      one.say({text, times: 1});
      equal(await one.hearJson(), {text}, 'the answer');
    }
    one.say({text: 'again', times: 3});
    for (let i = 0; i < 3; ++i) equal(await one.hearJson(), {text: 'again'}, 'the answer');
    one.say('');
    equal(await one.closed, {code: 1000, reason: '', wasClean: true}, 'the end');
  });
}

step('WebSocket: without a subprotocol it is JSON', async () => {
  const one = await talk('/echo');
  equal(one.socket.protocol, '', 'the subprotocol');
  one.say({text: 'plain', times: 1});
  equal(await one.hearJson(), {text: 'plain'}, 'the answer');
  one.socket.close();
  await one.closed;
});

step('WebSocket: a conversation in protobuf', async () => {
  const one = await talk('/echo', ['duet.protobuf', 'duet.json']);
  equal(one.socket.protocol, 'duet.protobuf', 'the subprotocol');
  for (const text of ['binary', '']) {
    one.say(toBinary(EchoRequestSchema, create(EchoRequestSchema, {text, times: 1})));
    equal(fromBinary(EchoResponseSchema, new Uint8Array(await one.hear())).text, text, 'the answer');
  }
  one.socket.close(1000);
  equal((await one.closed).wasClean, true, 'the end');
});

step('WebSocket: an error is a last message and a close code', async () => {
  const one = await talk('/echo', ['duet.json']);
  one.say({text: 'before', times: 1});
  equal(await one.hearJson(), {text: 'before'}, 'the answer');
  one.say({text: 'fail'});
  const {error} = await one.hearJson();
  equal([error.status, error.detail], [400, 'it broke off'], 'the problem');
  equal(await one.closed, {code: 4009, reason: 'FAILED_PRECONDITION: it broke off', wasClean: true}, 'the end');
});

step('WebSocket: a message that does not fit ends the conversation with what is wrong', async () => {
  const one = await talk('/echo', ['duet.json']);
  one.say({text: 'x', times: -1});
  const {error} = await one.hearJson();
  equal(error.status >= 400 && error.status < 500, true, 'the status');
  equal((await one.closed).code, 4003, 'the close code');
});

step('WebSocket: close() ends the call', async () => {
  const before = await counters();
  const one = await talk('/echo');
  one.say({text: 'for ever', times: 1_000_000_000});
  await one.hear();
  one.socket.close();
  await counted(now => now.open === 0 && now.begun > before.begun);
});

step('WebSocket: what is no stream is refused before it opens', async () => {
  await fails(talk('/greet/Ada'));
  await fails(talk('/nowhere'));
});
