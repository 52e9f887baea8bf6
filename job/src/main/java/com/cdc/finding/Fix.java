package com.cdc.finding;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What to do about a finding.
 *
 * @param lead what to do, or, before statements or commands, who is to run them
 * @param sql statements to run in this order, each with its semicolon, in the source's database; as
 *     they stand unless they hold a word in angle brackets
 * @param commands command lines to run in this order
 * @param rest what else there is to say, or nothing
 */
public record Fix(String lead, List<String> sql, List<String> commands, String rest) {

  /** What is the case says what to do as well. */
  public static final Fix NONE = advice("");

  private static final String ADMINISTRATOR = "Run as an administrator";
  private static final String OWNER = "Run as its owner";

  public Fix {
    sql = List.copyOf(sql);
    commands = List.copyOf(commands);
  }

  /** Something that no statement does. */
  public static Fix advice(String text) {
    return new Fix(text, List.of(), List.of(), "");
  }

  /** Statements that need an administrator. */
  public static Fix byAdministrator(String... sql) {
    return sql(ADMINISTRATOR, List.of(sql));
  }

  /** Statements that the owner of the table, publication or schema may run. */
  public static Fix byOwner(String... sql) {
    return sql(OWNER, List.of(sql));
  }

  /** Statements after other words. */
  public static Fix sql(String lead, List<String> sql) {
    return new Fix(lead, sql, List.of(), "");
  }

  /** Command lines after such words. */
  public static Fix commands(String lead, String... commands) {
    return new Fix(lead, List.of(), List.of(commands), "");
  }

  /** This, and something to say after it. */
  public Fix and(String more) {
    return new Fix(lead, sql, commands, more);
  }

  /** All of it in one line. */
  public String text() {
    String steps = Stream.concat(sql.stream(), commands.stream()).collect(Collectors.joining(" "));
    return lead + (steps.isEmpty() ? "" : ": " + steps) + (rest.isEmpty() ? "" : " " + rest);
  }
}
