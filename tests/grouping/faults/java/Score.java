package com.acme;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
// SHIFT

/** Each method is one fault. The input: number, text, sentence, uuid, path, odd. */
public class Score {
  static class ModelException extends RuntimeException {
    ModelException(String message, Throwable cause) { super(message, cause); }
  }

  private int parseNumber(String[] x) { return Integer.parseInt(x[1]); }

  private int missingKey(String[] x) { return new HashMap<String, Integer>().get(x[1]); }

  private Object outOfBounds(String[] x) { return new ArrayList<>(List.of(1)).get(Integer.parseInt(x[0])); }

  private int arrayIndex(String[] x) {
    int[] values = {1, 2, 3};
    return values[Integer.parseInt(x[0])];
  }

  // SHIFT
  private Object loadModel(String[] x) { throw new IllegalStateException("cannot load model " + x[3]); }

  private Object loadWeights(String[] x) { throw new IllegalStateException("cannot load model " + x[3]); }

  private Object saysAnything(String[] x) { throw new IllegalArgumentException(x[2]); }

  private Object casts(String[] x) { Object any = x[1]; return (Map<?, ?>) any; }

  private Object inLambda(String[] x) {
    return List.of(1, 2).stream().map(i -> {
      if (i == 2) throw new UnsupportedOperationException("row " + i + " of " + x[4]);
      return i;
    }).collect(Collectors.toList());
  }

  private Object inAnonymousClass(String[] x) {
    return new Object() {
      Object run() { throw new IllegalStateException("worker " + x[0] + " is closed"); }
    }.run();
  }

  private Object empty(String[] x) { return Optional.empty().orElseThrow(); }

  private Object wrapped(String[] x) {
    try {
      return Files.readString(Path.of(x[4]));
    } catch (java.io.IOException missing) {
      throw new ModelException("no model in " + x[4], missing);
    }
  }

  private int walk(int depth) { return 1 + walk(depth + 1); }

  private Object recursion(String[] x) { return walk(Integer.parseInt(x[0])); }

  // SHIFT
  private Object train(String[] x) { return Table.mean(new double[0], "train " + x[0]); }

  private Object predict(String[] x) { return Table.mean(new double[0], "predict " + x[0]); }

  private Object rowOrColumn(String[] x) {
    if (x[5].equals("true")) throw new IndexOutOfBoundsException("bad part " + x[0]);
    throw new ClassCastException("bad part " + x[0]);
  }

  public Object apply(String fault, String[] x) throws Exception {
    switch (fault) {
      case "parseNumber": return parseNumber(x);
      case "missingKey": return missingKey(x);
      case "outOfBounds": return outOfBounds(x);
      case "arrayIndex": return arrayIndex(x);
      case "loadModel": return loadModel(x);
      case "loadWeights": return loadWeights(x);
      case "saysAnything": return saysAnything(x);
      case "casts": return casts(x);
      case "inLambda": return inLambda(x);
      case "inAnonymousClass": return inAnonymousClass(x);
      case "empty": return empty(x);
      case "wrapped": return wrapped(x);
      case "recursion": return recursion(x);
      case "train": return train(x);
      case "predict": return predict(x);
      case "rowOrColumn": return rowOrColumn(x);
      default: return null;
    }
  }
}

final class Table {
  static double mean(double[] values, String what) {
    if (values.length == 0) throw new ArithmeticException("no values to " + what);
    return 0;
  }
}
