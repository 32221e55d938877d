// pipe.js MODULE KEY=VALUE...: plays the platform. Prints the message, "\x1e" and the stack.
'use strict';
const util = require('util');

const [module_path, ...request] = process.argv.slice(2);
const algorithm = require(module_path);

function inputOf(pairs) {
  return Object.fromEntries(pairs.map((pair) => {
    const at = pair.indexOf('=');
    return [pair.slice(0, at), pair.slice(at + 1)];
  }));
}

async function getResponse() {
  try {
    await algorithm.apply(inputOf(request));
  } catch (failure) {
    const stack = failure.cause || failure.errors ? util.inspect(failure) : failure.stack;
    process.stdout.write(`${failure.message}\x1e${stack}`);
    return;
  }
  throw new Error('no failure');
}

getResponse();
