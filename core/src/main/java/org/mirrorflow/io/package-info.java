/** Readers and writers of file formats (npz, safetensors, CSV) and the error for bad input. */
package org.mirrorflow.io;
