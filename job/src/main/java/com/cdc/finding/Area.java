package com.cdc.finding;

/** What a finding is about; the chapters of the reference. */
public enum Area {
  SERVER("The server"),
  ROLE("The role"),
  PUBLICATION("The publication"),
  TABLE("The tables"),
  TRANSACTION("Transactions"),
  SLOT("The slot"),
  STORAGE("Landing and checkpoints"),
  JOB("The job itself");

  private final String title;

  Area(String title) {
    this.title = title;
  }

  String title() {
    return title;
  }
}
