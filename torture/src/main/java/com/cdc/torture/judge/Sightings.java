package com.cdc.torture.judge;

import java.util.List;
import java.util.Map;

/**
 * What was seen of landing and slot while the job ran. Each look reads the slot first and lists the
 * landing's visible files then, so a file is seen no earlier than it became visible.
 *
 * @param confirmed by look, where the slot was confirmed, as a number; -1 if it could not be read
 * @param firstSeen by visible file, relative to the landing, the look in which it was seen first;
 *     what was never seen before the end is not there
 */
public record Sightings(List<Long> confirmed, Map<String, Integer> firstSeen) {}
