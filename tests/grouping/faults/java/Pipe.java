package com.algorithmia.runner;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Plays the platform: prints the message, a line with "\u001e", and the stack trace. */
public final class Pipe {
  public static void main(String[] arguments) throws Exception {
    Class<?> algorithm = Class.forName("com.acme.Score");
    Object made = algorithm.getDeclaredConstructor().newInstance();
    try {
      algorithm.getMethod("apply", String.class, String[].class)
          .invoke(made, arguments[0], java.util.Arrays.copyOfRange(arguments, 1, arguments.length));
    } catch (java.lang.reflect.InvocationTargetException failed) {
      StringWriter trace = new StringWriter();
      failed.getCause().printStackTrace(new PrintWriter(trace, true));
      System.out.print(failed.getCause().getMessage() + "\u001e" + trace);
    }
  }
}
