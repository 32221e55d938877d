// Each function is one fault, but for those that share a helper.
'use strict';
const fs = require('fs');
const table = require('./table.js');
// SHIFT

class Model {
  constructor(weights) {
    if (weights.length !== 3) throw new RangeError(`expected 3 weights, got ${weights.length}`);
    this.weights = weights;
  }

  predict(row) {
    return row.values.map((value, i) => value * this.weights[i].toFixed(2));
  }
}

const faults = {
  readUndefined: (x) => x.nothing[x.key],
  callsNothing(x) {
    return x.number();
  },
  parse(x) {
    return JSON.parse(x.sentence);
  },
  // SHIFT
  loadModel(x) {
    throw new Error(`cannot load model ${x.uuid}`);
  },
  loadWeights(x) {
    throw new Error(`cannot load model ${x.uuid}`);
  },
  saysAnything(x) {
    throw new TypeError(x.sentence);
  },
  openFile(x) {
    return fs.readFileSync(x.path);
  },
  wrongWeights(x) {
    return new Model(new Array((x.number % 50) + 4));
  },
  method(x) {
    return new Model([1, 2, null]).predict({values: [x.number, 2, 3]});
  },
  train(x) {
    return table.mean([], `train ${x.number}`);
  },
  predict(x) {
    return table.mean([], `predict ${x.number}`);
  },
  // SHIFT
  async later(x) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    throw new Error(`upstream answered ${x.status} for ${x.url}`);
  },
  chained(x) {
    try {
      return table.row(x.key);
    } catch (cause) {
      throw new Error(`no row for ${x.email}`, {cause});
    }
  },
  inCallback(x) {
    return [1, 2].map((i) => {
      if (i === 2) throw new SyntaxError(`row ${x.number} is malformed`);
      return i;
    });
  },
  recursion(x) {
    const walk = (depth) => 1 + walk(depth + x.number);
    return walk(0);
  },
  notANumber(x) {
    return BigInt(x.text);
  },
};

exports.apply = async function apply(fault, x) {
  return faults[fault](x);
};
