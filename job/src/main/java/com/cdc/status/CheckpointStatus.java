package com.cdc.status;

/**
 * The newest complete checkpoint.
 *
 * @param id Flink's number of it
 * @param ageSeconds since it was written, by the clocks of the store and of this machine
 */
public record CheckpointStatus(long id, long ageSeconds, String location) {}
