package org.mirrorflow.lab.run;

import java.util.function.BooleanSupplier;

/**
 * A request to stop that may be asked for at any time and from any thread, and stays once it is
 * made: such as one of the operating system. Other requests are asked for between steps alone.
 */
public interface Signal extends BooleanSupplier {}
