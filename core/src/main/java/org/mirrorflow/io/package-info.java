/** File formats alone: npz, safetensors, CSV, atomic writes. Knows nothing of the domain. */
package org.mirrorflow.io;
