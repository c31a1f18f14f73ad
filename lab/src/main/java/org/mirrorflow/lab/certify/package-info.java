/** Certificates for weights from anywhere. */
package org.mirrorflow.lab.certify;
