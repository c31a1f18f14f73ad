/** The command certify: a certificate for weights from a file. */
package org.mirrorflow.lab.certify;
