/** What a potential makes training maximise in the limit, and how fast it gets there. */
package org.mirrorflow.horizon;
