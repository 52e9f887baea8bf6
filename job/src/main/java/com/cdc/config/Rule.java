package com.cdc.config;

import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one value must satisfy.
 *
 * @param accepts for the reference page, for example {@code 1 to 128}
 * @param check from the value and its printable form to a complaint such as {@code must be 1 to
 *     128, not `200`.}, or null if all is well
 */
record Rule<T>(String accepts, BiFunction<T, String, @Nullable String> check) {

  /** A rule that is told in a few words that can follow "must be". */
  static <T> Rule<T> of(String accepts, Predicate<T> holds) {
    return new Rule<>(
        accepts,
        (value, shown) ->
            holds.test(value) ? null : "must be " + accepts + ", not `" + shown + "`.");
  }

  @Nullable String complaint(T value, String shown) {
    return check.apply(value, shown);
  }
}
