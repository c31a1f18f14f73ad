/** picocli commands, thin. */
package org.mirrorflow.cli;
