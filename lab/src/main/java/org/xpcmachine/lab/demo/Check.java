// SPDX-License-Identifier: Apache-2.0
package org.xpcmachine.lab.demo;

/**
 * A claim that the demo makes, and whether what was observed bears it out.
 *
 * @param claim one line
 */
public record Check(String claim, boolean holds) {}
