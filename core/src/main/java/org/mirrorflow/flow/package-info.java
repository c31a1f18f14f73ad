/** Mirror flow in s-time and discrete mirror descent; the state is a value. */
package org.mirrorflow.flow;
