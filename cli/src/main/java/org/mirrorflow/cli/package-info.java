/** The command line: one class per command, which reads the options and prints the answer. */
package org.mirrorflow.cli;
