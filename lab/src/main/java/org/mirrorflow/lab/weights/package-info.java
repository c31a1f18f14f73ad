/** Reading and writing weights in files of this program and of PyTorch. */
package org.mirrorflow.lab.weights;
