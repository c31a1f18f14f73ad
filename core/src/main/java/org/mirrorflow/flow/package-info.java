/** Mirror flow: the problem, the state, the interface of integrators, and how a flow ends. */
package org.mirrorflow.flow;
