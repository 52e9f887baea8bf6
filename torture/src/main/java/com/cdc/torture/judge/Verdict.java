package com.cdc.torture.judge;

import java.util.List;
import java.util.Map;

/**
 * What the judge found.
 *
 * @param findings what is wrong, at most 20 of each kind and then their number; empty if all is
 *     well
 * @param numbers what was compared, and how much of it was lost or doubled, by name
 */
public record Verdict(List<String> findings, Map<String, Long> numbers) {}
