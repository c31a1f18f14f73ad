/** Data sets: readers, embedded sets, synthetic generators. */
package org.mirrorflow.data;
