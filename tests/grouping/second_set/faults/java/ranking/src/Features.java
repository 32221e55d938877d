package com.acme.ranking;

/** What Ranking computes with. */
final class Features {
  // MORE
  static double mean(double[] values) {
    if (values.length == 0) throw new ArithmeticException("no values");
    return values[0];
  }

  // MORE
  interface Scorer { double score(String text); }

  static Scorer remote(String url) {
    return (Scorer) java.lang.reflect.Proxy.newProxyInstance(Features.class.getClassLoader(),
        new Class<?>[] {Scorer.class}, (proxy, method, arguments) -> {
          throw new java.io.UncheckedIOException(new java.io.IOException("connection to " + url + " was reset"));
        });
  }
}
