// algorithmia-pipe.js SOURCES FAULT INPUT: plays the platform. Prints {"message", "trace"}.
'use strict';
const path = require('path');

const [sources, fault, input] = process.argv.slice(2);
const algorithm = require(path.resolve(sources, 'score.js'));

async function respond() {
  try {
    await algorithm.apply(fault, JSON.parse(input));
  } catch (failure) {
    const cause = failure.cause ? ` {\n  [cause]: ${failure.cause.stack.replaceAll('\n', '\n  ')}\n}` : '';
    console.log(JSON.stringify({message: String(failure.message), trace: failure.stack + cause}));
    return;
  }
  throw new Error(`${fault} does not fail`);
}

respond();
