// @connectrpc/connect-web with code by @bufbuild/protoc-gen-es: Connect, and gRPC-Web once more.
import {Code, ConnectError, createClient} from '@connectrpc/connect';
import {createConnectTransport, createGrpcWebTransport} from '@connectrpc/connect-web';
import {Streams} from 'pages/v1/pages_pb.js';

import {counted, counters, equal, fails, holds, step} from './steps.js';

// A client, and the HTTP methods and media types that it has used.
function make(create, options) {
  const asked = [];
  const noting = (url, init) => {
    asked.push([init.method, new Headers(init.headers).get('content-type')]);
    return fetch(url, init);
  };
  return {asked, client: createClient(Streams, create({baseUrl: location.origin, fetch: noting, ...options}))};
}

const forms = {
  'Connect in JSON': [createConnectTransport, {useBinaryFormat: false}],
  'Connect in protobuf': [createConnectTransport, {useBinaryFormat: true}],
  'gRPC-Web by Connect in JSON': [createGrpcWebTransport, {useBinaryFormat: false}],
  'gRPC-Web by Connect in protobuf': [createGrpcWebTransport, {useBinaryFormat: true}],
};

async function numbers(stream, each = () => {}) {
  const found = [];
  for await (const message of stream) {
    found.push(Number(message.number));
    each(found.length);
  }
  return found;
}

for (const [form, [create, options]] of Object.entries(forms)) {
  const {client} = make(create, options);

  step(`${form}: unary, with headers and trailers`, async () => {
    const headers = {}, trailers = {};
    const answer = await client.greet({name: 'Ada'}, {
      onHeader: all => all.forEach((value, key) => (headers[key] = value)),
      onTrailer: all => all.forEach((value, key) => (trailers[key] = value)),
    });
    equal(answer.text, 'Hello, Ada!', 'the answer');
    equal([headers.greeted, trailers['greeting-ended']], ['yes', 'well'], 'the metadata');
  });

  step(`${form}: an error has code, message and details`, async () => {
    const error = ConnectError.from(await fails(client.greet({name: 'nobody'})));
    equal([error.code, error.rawMessage], [Code.NotFound, 'there is nobody'], 'the error');
    equal(error.details.map(detail => detail.type), ['google.rpc.ErrorInfo'], 'the details');
    holds(new TextDecoder().decode(error.details[0].value).includes('pages.example.com'), 'the detail is another one');
  });

  step(`${form}: a stream of messages, with trailers`, async () => {
    let trailer = '';
    const stream = client.count({to: 5n, pauseMs: 5}, {onTrailer: all => (trailer = all.get('counted-to'))});
    equal(await numbers(stream), [1, 2, 3, 4, 5], 'the messages');
    equal(trailer, '5', 'the trailer');
  });

  step(`${form}: a stream that fails`, async () => {
    const found = [];
    const error = ConnectError.from(await fails((async () => {
      for await (const {number} of client.count({to: 5n, failAfter: 2n})) found.push(Number(number));
    })()));
    equal(found, [1, 2], 'the messages');
    equal([error.code, error.rawMessage, error.details.length], [Code.FailedPrecondition, 'it broke off', 1], 'the end');
  });

  step(`${form}: a deadline`, async () => {
    const error = ConnectError.from(await fails(client.greet({name: 'Ada', pauseMs: 60_000}, {timeoutMs: 200})));
    equal(error.code, Code.DeadlineExceeded, 'the code');
  });

  step(`${form}: an AbortController cancels a unary call and a stream`, async () => {
    for (const begin of [signal => client.greet({name: 'Ada', pauseMs: 60_000}, {signal}),
                         signal => numbers(client.count({to: 1_000_000n, pauseMs: 5}, {signal}))]) {
      await counted(now => now.open === 0);  // What the steps before have begun.
      const before = await counters();
      const stop = new AbortController();
      const end = fails(begin(stop.signal));
      await counted(now => now.open === before.open + 1);
      stop.abort();
      equal(ConnectError.from(await end).code, Code.Canceled, 'the code');
      await counted(now => now.open === 0 && now.cutOff === before.cutOff + 1);
    }
  });
}

for (const useBinaryFormat of [false, true]) {
  const {asked, client} = make(createConnectTransport, {useHttpGet: true, useBinaryFormat});
  step(`Connect by GET in ${useBinaryFormat ? 'protobuf' : 'JSON'}`, async () => {
    equal((await client.greet({name: 'Ada & Bob'})).text, 'Hello, Ada & Bob!', 'the answer');
    equal(asked.map(([method]) => method), ['GET'], 'the HTTP methods');
    const error = ConnectError.from(await fails(client.greet({name: 'nobody'})));
    equal([error.code, error.details.length], [Code.NotFound, 1], 'the error');
  });
}

step('Connect: the server keeps the deadline too', async () => {
  const answer = await fetch('/pages.v1.Streams/Greet', {
    method: 'POST',
    headers: {'content-type': 'application/json', 'connect-protocol-version': '1', 'connect-timeout-ms': '100'},
    body: JSON.stringify({name: 'Ada', pauseMs: 60_000}),
  });
  equal([answer.status, (await answer.json()).code], [504, 'deadline_exceeded'], 'the answer');
});
