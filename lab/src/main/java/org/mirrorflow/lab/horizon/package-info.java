/** The answer to "I have this potential; which margin, and how close is training to it?" */
package org.mirrorflow.lab.horizon;
