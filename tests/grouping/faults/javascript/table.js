// What several faults of score.js call.
'use strict';
// SHIFT

exports.mean = function mean(values, what) {
  if (values.length === 0) throw new RangeError(`no values to ${what}`);
  return 0;
};

exports.row = function row(key) {
  throw new ReferenceError(`${key} is not a row`);
};
