/** Pages about flows: one flow, or several beside each other. */
package org.mirrorflow.lab.page;
