// Made from openapi/ by scripts/generate-contract; do not edit.

import type { NdArray } from './nd-array.ts';

export interface paths {
    "/health/live": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Whether the process answers */
        get: operations["getLiveness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/health/ready": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Whether work would be taken
         * @description Not while no runner is up, too many jobs wait, the service stops, or the data directory cannot be written to or has less than `HYPERTANGENT_MIN_FREE_BYTES` left. The disk is looked at once in five seconds, however often this is asked.
         */
        get: operations["getReadiness"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/metrics": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What the service counts, for Prometheus
         * @description Requests by operation and status, the queue, jobs and runners by lane and kind, memory, the event loop, the disk, and what was refused, in the text format of Prometheus. No series has an id or an address in it.
         */
        get: operations["getMetrics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This document */
        get: operations["getContract"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/arrays": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The uploaded arrays */
        get: operations["listArrays"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/arrays/{array_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example mnist-train */
                array_id: components["parameters"]["ArrayId"];
            };
            cookie?: never;
        };
        /** The .npy file as it was uploaded, or with Accept application/json what it is */
        get: operations["getArray"];
        /**
         * Upload an array
         * @description The body is an .npy file: float32, float64, integers, uint8 or booleans, C or Fortran order, little
         *     or big endian. An array of the same id is replaced.
         */
        put: operations["putArray"];
        post?: never;
        /** Forget an array */
        delete: operations["deleteArray"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/convergence-studies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * How kernels of finite networks tend to the analytic ones
         * @description Mean and variance of the kernels of networks of several widths, as in Fig. 1 of *On Infinite-Width Hypernetworks*.
         *     Each combination of widths has networks of its own.
         */
        post: operations["studyConvergence"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/empirical-kernels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The kernels of finite networks beside the analytic ones
         * @description Draws networks of the widths in the architecture and computes their kernels exactly, by passes forth and back rather
         *     than from Jacobians. The weights of wide generated layers are drawn and used in blocks.
         */
        post: operations["computeEmpiricalKernels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/estimates": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * The time and memory that a computation would take
         * @description Nothing is computed. The time comes from rates that are measured when the service starts and is
         *     good to a small factor; the memory is an upper bound of what the computation's process takes.
         *     Operations themselves are refused with 413 `too_large` when their estimate does not fit.
         */
        post: operations["estimate"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/image-completions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Complete images (inpainting) or represent them */
        post: operations["completeImages"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The jobs that were answered with 202, newest first */
        get: operations["listJobs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /** State and progress of a job */
        get: operations["getJob"];
        put?: never;
        post?: never;
        /** Cancel a job that is not finished; forget one that is */
        delete: operations["deleteJob"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}/events": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /**
         * A job's progress as server-sent events
         * @description Each event is named `job` and its data is the job as JSON: one at once, one for each change, and
         *     the last when it is finished, after which the stream ends.
         */
        get: operations["getJobEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/jobs/{job_id}/result": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        /**
         * The result of a finished job, as its operation would have answered
         * @description 409 while the job is not finished; the job's own problem when it failed.
         */
        get: operations["getJobResult"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/kernels": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** The kernels of an infinitely wide network between points */
        post: operations["computeKernels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regressions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fitted regressions, newest first */
        get: operations["listRegressions"];
        put?: never;
        /** Fit a kernel regression and keep it */
        post: operations["createRegression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regressions/{regression_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        /** A fitted regression */
        get: operations["getRegression"];
        put?: never;
        post?: never;
        /** Forget a fitted regression */
        delete: operations["deleteRegression"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regressions/{regression_id}/diagnostics": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        /** What a fit found out about itself, arrays included */
        get: operations["getDiagnostics"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regressions/{regression_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        /**
         * A fitted regression as a file, for importRegression or numpy.load
         * @description An .npz file that numpy.load opens: every array of the model as `<f8` in C order under the name that
         *     `arrays` of the model has, and `model.json`, the JSON that Accept application/json gives.
         */
        get: operations["exportRegression"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regressions/{regression_id}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Posterior mean, variance and covariance at test points, and the mean in the course of training */
        post: operations["predict"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/regressions/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Keep a regression that was exported, here or elsewhere
         * @description The body is a file of exportRegression. It gets an id of its own. Its arrays are checked number by number
         *     against `model.json`; nothing is kept of a file that is refused. Members may be stored or deflated.
         */
        post: operations["importRegression"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/searches": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose hyperparameters from training data alone
         * @description Tries values of depth, activation, standard deviations, length scale and ridge, and answers with all
         *     that were tried and the best of them. Long searches are best asked for with `Prefer: respond-async`;
         *     a cancelled one leaves nothing.
         */
        post: operations["search"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/system": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Version, engine, runners and limits */
        get: operations["getSystem"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The trained networks, newest first */
        get: operations["listTrainings"];
        put?: never;
        /**
         * Train a finite network and keep it
         * @description Progress of its job has the learning curve so far. Training that is interrupted, by a crash or a restart, goes on where it
         *     was; so does an equal request after one that was cancelled. Where the loss leaves the range of float32 it ends with 422
         *     `training_diverged`: `details` have the step, the last loss that was a number and, for sgd on the squared error, in
         *     `stableBelow` the bound of the network's tangent kernel on the learning rate.
         */
        post: operations["createTraining"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainings/{training_id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        /** A trained network, with its learning curve */
        get: operations["getTraining"];
        put?: never;
        post?: never;
        /** Forget a trained network */
        delete: operations["deleteTraining"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainings/{training_id}/export": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        /**
         * A trained network as a file, for numpy.load
         * @description An .npz file that numpy.load opens: every array that was trained as `<f8` in C order under the name that `arrays` has, and
         *     `model.json`, the JSON that Accept application/json gives.
         */
        get: operations["exportTraining"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/trainings/{training_id}/predictions": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** A trained network's outputs at other points */
        post: operations["predictTrained"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/v1/verifications": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Whether finite networks agree with the analytic kernels
         * @description Draws networks of several widths, continues the mean of every entry to infinite width, and tests the limit against the
         *     analytic kernel, all entries together. `failed` is a statement about the kernel; `inconclusive` is one about these
         *     networks: their widths are too small to be continued, or there are too few of them. An answer of any verdict is a 200.
         */
        post: operations["verifyKernels"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description The activation σ and its gain γ, which multiplies it. The default gain is √2 for relu and
         *     leaky_relu and 1 for the rest.
         */
        Activation: components["schemas"]["PlainActivation"] | components["schemas"]["LeakyReluActivation"] | components["schemas"]["RbfActivation"] | components["schemas"]["CustomActivation"];
        Activations: components["schemas"]["Activation"][];
        Adadelta: {
            /** @description Default 1e-6. */
            epsilon?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "adadelta";
            /** @description Of its steps (default 1). */
            learning_rate?: components["schemas"]["LearningRate"];
            /** @description Default 0.9. */
            rho?: number;
        };
        Adam: {
            /** @description Default 0.9. */
            beta1?: number;
            /** @description Default 0.999. */
            beta2?: number;
            /** @description Default 1e-8. */
            epsilon?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "adam";
            /** @description Default 0.001. */
            learning_rate?: components["schemas"]["LearningRate"];
        };
        /** @description A network whose kernels are asked for. */
        Architecture: components["schemas"]["Mlp"] | components["schemas"]["Hypernetwork"];
        /**
         * @description Numbers: nested lists, an .npy file in base64, or an uploaded array. All are computed with in
         *     float64.
         */
        Array: components["schemas"]["NestedList"] | components["schemas"]["NpyBase64"] | components["schemas"]["ArrayReference"] | NdArray;
        ArrayId: string;
        ArrayInfo: {
            /** @description Size of the .npy file. */
            bytes: number;
            /** Format: date-time */
            created_at: string;
            /** @description NumPy's, such as <f8. */
            dtype: string;
            fortran_order: boolean;
            id: components["schemas"]["ArrayId"];
            /** @description Of the key that it was uploaded with. */
            owner?: string;
            /** @description Of the .npy file as it was uploaded. */
            sha256: string;
            shape: number[];
        };
        ArrayList: {
            arrays: components["schemas"]["ArrayInfo"][];
        };
        /** @description An array uploaded with PUT /v1/arrays/{array_id}, or some of its rows. */
        ArrayReference: {
            array_id: components["schemas"]["ArrayId"];
            /** @description The first row and the one after the last, as in Python's slices of non-negative numbers. */
            rows?: number[];
        };
        /** @description The tolerance and the iterations are those of full_grid. */
        AutoSolver: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "auto";
            max_iterations?: components["schemas"]["MaxIterations"];
            tolerance?: components["schemas"]["Tolerance"];
        };
        /** @description How far the answer of full_grid, conjugate_gradients or nystrom can be trusted. */
        Certificate: {
            /** @description How many rows that were. */
            checked_rows: number;
            /**
             * @description The same over some rows of K, evenly spread, whose every entry was computed exactly, relative to as many average
             *     entries of y; for conjugate_gradients over all of them. For nystrom α = (y − K_nm·β)/λ, and what is large here is the
             *     approximation's error.
             */
            exact_residual: number;
            /** @description 0 for nystrom. */
            iterations: number;
            /**
             * @description full_grid: Kronecker products in the sum that stands for K. conjugate_gradients: landmarks of the
             *     preconditioner. nystrom: landmarks. Fewer than were asked for where K has no more rank in float64.
             */
            rank: number;
            /**
             * @description ‖y − (K + λI)α‖/‖y‖, the largest over the columns of y: with that sum for full_grid, with K itself for
             *     conjugate_gradients, with the approximation of K for nystrom.
             */
            relative_residual: number;
        };
        /** @description A dense factorisation, exact up to rounding; n² numbers for n points. */
        CholeskySolver: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "cholesky";
        };
        /**
         * @description ‖A‖₁·‖A⁻¹‖₁, the first factor exact, the second estimated from below by a few solves (as LAPACK's dpocon does):
         *     never above the true condition number but for rounding, in practice hardly ever below a third of it.
         */
        ConditionEstimate: number;
        /**
         * @description For any points, where n² numbers are too many: preconditioned conjugate gradients that compute the rows of K
         *     anew in every iteration and hold some of them at a time. The preconditioner is a Nyström approximation of K.
         *     Needs a ridge above 0. A tolerance that is not reached is an error (`tolerance_not_reached`), never an answer.
         */
        ConjugateGradientsSolver: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "conjugate_gradients";
            max_iterations?: components["schemas"]["MaxIterations"];
            /**
             * @description Landmarks of the preconditioner, at most the number of points; that many numbers are held for each point.
             *     Default a quarter of the points, at least 100 and no more than fit into 512 MiB.
             */
            preconditioner_rank?: number;
            seed?: components["schemas"]["SolverSeed"];
            tolerance?: components["schemas"]["Tolerance"];
        };
        ConvergenceStudiesEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "convergence-studies";
            request: components["schemas"]["ConvergenceStudyRequest"];
        };
        ConvergenceStudy: {
            /** @description Of infinitely wide networks. */
            analytic: components["schemas"]["KernelMatrices"];
            provenance: components["schemas"]["Provenance"];
            studies: components["schemas"]["WidthStudy"][];
        };
        ConvergenceStudyRequest: {
            /** @description Its widths are ignored. */
            architecture: components["schemas"]["Architecture"];
            backend?: components["schemas"]["TensorBackend"];
            generated_weights?: components["schemas"]["GeneratedWeights"];
            /** @description Default ntk. */
            outputs?: components["schemas"]["KernelOutput"][];
            points: components["schemas"]["Points"];
            /** @description The columns of the matrices; omitted, the points themselves. */
            points2?: components["schemas"]["Points"];
            /** @description Networks of each combination of widths. */
            samples: number;
            seed?: components["schemas"]["Seed"];
            widths: components["schemas"]["StudyWidths"];
        };
        /** @description What the primary network sees of z (default none, z as it is). */
        CoordinateFeatures: components["schemas"]["NoFeatures"] | components["schemas"]["FourierLimitFeatures"] | components["schemas"]["FourierFeatures"];
        /** @description −log of the softmax of the outputs at the right class. The network has an output for each class. */
        CrossEntropy: {
            classes: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "cross_entropy";
        };
        /**
         * @description The mean squared error on images that were held out: rows of x, on a grid with all their coordinates.
         *     Equal rows of x are one image.
         */
        CrossValidationCriterion: {
            /** @description Default 5. */
            folds?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "cross_validation";
        };
        /** @description How good the network is after some steps, on all points. */
        CurvePoint: {
            /** @description Steps that were taken; 0: none yet. */
            step: number;
            test_accuracy?: number;
            test_loss?: number;
            /** @description For cross_entropy: the part of the points whose largest output is the right one. */
            train_accuracy?: number;
            train_loss: number;
        };
        /**
         * @description Any formula in x, by Hermite series and adaptive quadrature to 1e-10; for example
         *     `x * sigmoid(x)`. Operators + - * / ^; functions exp log sqrt tanh sigmoid erf sin cos sinh cosh
         *     atan softplus abs relu max min; constants pi and e.
         */
        CustomActivation: {
            /** @description Where the formula has kinks or jumps, such as [0] for max(x, 0). */
            breakpoints?: number[];
            expression: string;
            gain?: components["schemas"]["Gain"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            name: "custom";
        };
        Depths: number[];
        /**
         * @description leave_one_out and effective_degrees_of_freedom take about as long as the factorisation, spectrum (and
         *     gradient_flow) some ten times as long; log_marginal_likelihood is always there.
         * @enum {string}
         */
        DiagnosticName: "log_marginal_likelihood" | "leave_one_out" | "effective_degrees_of_freedom" | "condition_estimate" | "spectrum";
        /** @description Those that were asked for, of A = K + (λ + jitter)·I = LLᵀ with n training points; cholesky alone has any. */
        DiagnosticNumbers: {
            condition_estimate?: components["schemas"]["ConditionEstimate"];
            effective_degrees_of_freedom?: components["schemas"]["EffectiveDegreesOfFreedom"];
            leave_one_out_mse?: components["schemas"]["LeaveOneOutMse"];
            log_marginal_likelihood?: components["schemas"]["LogMarginalLikelihood"];
        };
        /** @description DiagnosticNumbers, and the arrays that were asked for. */
        Diagnostics: {
            condition_estimate?: components["schemas"]["ConditionEstimate"];
            effective_degrees_of_freedom?: components["schemas"]["EffectiveDegreesOfFreedom"];
            leave_one_out_mse?: components["schemas"]["LeaveOneOutMse"];
            /**
             * @description y_i − f₋ᵢ(u_i), training points × label columns, where f₋ᵢ is fitted to all points but i with the same
             *     λ + jitter. Of a grid that is not wholly observed: the observed points, in order.
             */
            leave_one_out_residuals?: components["schemas"]["Matrix"];
            log_marginal_likelihood?: components["schemas"]["LogMarginalLikelihood"];
            /** @description The eigenvalues of K, without λ and jitter, ascending; one that is 0 may come out a rounding below. */
            spectrum?: components["schemas"]["Vector"];
        };
        /** @description tr(K·A⁻¹), between 0 and n. */
        EffectiveDegreesOfFreedom: number;
        /**
         * @description q([z; e(x)]), the embedding method: `embedding` is e and gives `embedding_size` numbers for x; `primary` is q, one network
         *     for all x, and sees them beside z. Both are trained.
         */
        EmbeddingNetwork: {
            /** @description As of a hypernetwork; fourier_limit is for infinite networks alone. */
            coordinate_features?: components["schemas"]["CoordinateFeatures"];
            embedding: components["schemas"]["Mlp"];
            embedding_size: number;
            primary: components["schemas"]["Mlp"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "embedding";
        };
        /**
         * @description Over the networks, points × points2. The nngp outputs are means over the weights of the output layer, taken exactly:
         *     q·q′/n of the last hidden layer in place of y·y′, which has the same mean and less variance.
         */
        EmpiricalKernel: {
            /** @description Of infinitely wide networks. */
            analytic: components["schemas"]["Matrix"];
            mean: components["schemas"]["Matrix"];
            /** @description Of the mean. */
            standard_error: components["schemas"]["Matrix"];
            /** @description Between networks, unbiased. */
            variance: components["schemas"]["Matrix"];
            /**
             * @description (mean − analytic) in standard errors, to which 1e-6 of the largest entry is added for float32's rounding. Finite
             *     networks have a bias of order 1/width: with enough samples z shows it.
             */
            z: components["schemas"]["Matrix"];
        };
        EmpiricalKernelMatrices: {
            nngp?: components["schemas"]["EmpiricalKernel"];
            nngp_hyper?: components["schemas"]["EmpiricalKernel"];
            ntk?: components["schemas"]["EmpiricalKernel"];
            ntk_hyper?: components["schemas"]["EmpiricalKernel"];
            ntk_primary?: components["schemas"]["EmpiricalKernel"];
        };
        EmpiricalKernelsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "empirical-kernels";
            request: components["schemas"]["EmpiricalKernelsRequest"];
        };
        EmpiricalKernelsRequest: {
            /** @description With a width for every part that has hidden layers. */
            architecture: components["schemas"]["Architecture"];
            backend?: components["schemas"]["TensorBackend"];
            generated_weights?: components["schemas"]["GeneratedWeights"];
            /** @description Also the kernels of each network (default false). */
            keep_samples?: boolean;
            /** @description Default nngp and ntk. */
            outputs?: components["schemas"]["KernelOutput"][];
            points: components["schemas"]["Points"];
            /** @description The columns of the matrices; omitted, the points themselves. */
            points2?: components["schemas"]["Points"];
            /** @description Networks that are drawn, each with weights of its own. */
            samples: number;
            seed?: components["schemas"]["Seed"];
        };
        EmpiricalKernelsResult: {
            kernels: components["schemas"]["EmpiricalKernelMatrices"];
            provenance: components["schemas"]["Provenance"];
            /** @description For each output the kernels of network 0, 1, … */
            samples?: components["schemas"]["KernelLayers"];
        };
        Estimate: {
            breakdown: components["schemas"]["EstimateBreakdown"];
            fits: boolean;
            /**
             * @description quick for short computations, heavy for the rest.
             * @enum {string}
             */
            lane: "quick" | "heavy";
            /**
             * @description The largest number of points that would fit, where these do not: rows of x (of points, train
             *     or test), training images of an image completion. 0: not even one.
             */
            largest?: number;
            /** @description Most that the computation's process takes. */
            memory_bytes: number;
            /** @description HYPERTANGENT_MEMORY_BYTES. */
            memory_limit_bytes: number;
            /** @description Roughly, once a runner is free. */
            seconds: number;
        };
        /** @description The parts of seconds and of memory_bytes. */
        EstimateBreakdown: {
            input_bytes: number;
            kernel_seconds: number;
            /** @description Matrices, predictions, or the factor of a fit. */
            output_bytes: number;
            /** @description Factorisation and triangular solves. */
            solve_seconds: number;
            /** @description The process itself, its threads, and what is held meanwhile. */
            working_bytes: number;
        };
        /** @description An operation and the body that it would get. */
        EstimateRequest: components["schemas"]["KernelsEstimate"] | components["schemas"]["EmpiricalKernelsEstimate"] | components["schemas"]["ConvergenceStudiesEstimate"] | components["schemas"]["VerificationsEstimate"] | components["schemas"]["RegressionsEstimate"] | components["schemas"]["PredictionsEstimate"] | components["schemas"]["SearchesEstimate"] | components["schemas"]["ImageCompletionsEstimate"] | components["schemas"]["TrainingsEstimate"] | components["schemas"]["TrainedPredictionsEstimate"];
        /** @description The negative log marginal likelihood of a Gaussian process with noise variance λ, for each label. */
        EvidenceCriterion: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "evidence";
        };
        /** @description Points, as in regressions, with what the network is to say of them. */
        Examples: {
            /**
             * @description Default rows.
             * @enum {string}
             */
            pairing?: "rows" | "grid";
            x: components["schemas"]["Array"];
            /** @description [points] or [points, columns], an output each; for cross_entropy [points] with a class from 0 on. */
            y: components["schemas"]["Array"];
            z?: components["schemas"]["Array"];
        };
        /** @description The finite features cos(Wz/ℓ + b), W ~ N(0, 1), b ~ U[−π, π]. */
        FourierFeatures: {
            /** @description How many. */
            features: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fourier";
            /** @description ℓ, in the units of z. */
            length_scale: number;
            /** @description Default 0. */
            seed?: number;
        };
        /** @description The limit of infinitely many random Fourier features, Σ⁰(z, z′) = ½·exp(−‖z − z′‖²/2ℓ²). */
        FourierLimitFeatures: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "fourier_limit";
            /** @description ℓ, in the units of z. */
            length_scale: number;
        };
        /**
         * @description For points with pairing grid: K as a short sum of Kronecker products of a kernel between images and one
         *     between coordinates, and preconditioned conjugate gradients. K itself is never held, so that hundreds
         *     of images with all their pixels take seconds. Needs a ridge above 0 and at most 4096 coordinates.
         *     A tolerance that is not reached is an error (`tolerance_not_reached`), never an answer.
         */
        FullGridSolver: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "full_grid";
            max_iterations?: components["schemas"]["MaxIterations"];
            tolerance?: components["schemas"]["Tolerance"];
        };
        /** @description γ */
        Gain: number;
        /**
         * @description Of hypernetworks, whose f ends in a layer that generates all of g's weights. drawn (default): every weight of that layer
         *     is drawn. conditioned: what the images of the request see of it is drawn, and then, given g's gradients, what these see
         *     of the rest. At the points of the request each output has exactly the same law, from far fewer numbers: 100 networks
         *     take a second where they took minutes. But each set of points has networks of its own, and ntk_hyper is not as
         *     correlated with ntk as in one network.
         * @enum {string}
         */
        GeneratedWeights: "drawn" | "conditioned";
        Health: {
            /** @description Why no work should be sent here now. */
            reasons?: string[];
            /** @enum {string} */
            status: "ok" | "unavailable";
        };
        /**
         * @description h(x, z) = g(z; f(x)). `hyper` is f and alone has trainable weights; it generates all weights (and
         *     biases) of `primary`, which is g.
         */
        Hypernetwork: {
            coordinate_features?: components["schemas"]["CoordinateFeatures"];
            hyper: components["schemas"]["Mlp"];
            primary: components["schemas"]["Mlp"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "hypernetwork";
        };
        ImageCompletion: {
            /** @description Of several regressors, the one with the largest exact_residual. */
            certificate?: components["schemas"]["Certificate"];
            /** @description Posterior mean at every pixel, [t, height·width]. */
            completed: components["schemas"]["Matrix"];
            jitter: number;
            /** @description The same errors of the mean of the training images, the baseline. */
            mean_image_mse?: components["schemas"]["ImageErrors"];
            mse?: components["schemas"]["ImageErrors"];
            /** @description Number of training points, of each regressor. */
            points: number;
            /** @description Of the completed pixels. */
            prediction_certificate?: components["schemas"]["PredictionCertificate"];
            provenance: components["schemas"]["Provenance"];
            /** @description λ, absolute. */
            ridge: number;
            /** @description 1 where f saw the image, 0 where it was blind; [height, width]. */
            seen: components["schemas"]["Matrix"];
            /**
             * @description The one used.
             * @enum {string}
             */
            solver: "cholesky" | "full_grid" | "conjugate_gradients" | "nystrom" | "subsets";
            /** @description Standard deviation between several regressors at every pixel, [t, height·width]. */
            spread?: components["schemas"]["Matrix"];
            train_mse: number;
        };
        /**
         * @description Regression of pixel values on (what f sees of an image, coordinates of a pixel), fitted on the
         *     training images and evaluated at every pixel of the test images. Coordinates are (row, column) in
         *     pixels.
         */
        ImageCompletionRequest: {
            architecture: components["schemas"]["Hypernetwork"];
            /** @description [height, width] */
            image_shape: number[];
            jitter?: components["schemas"]["Jitter"];
            kernel?: components["schemas"]["RegressionKernel"];
            /**
             * @description What f sees: none (everything: representation), top_half (the first height/2 rows, rounded
             *     down: inpainting), or an array of height·width numbers, 0 where f is blind. Default none.
             */
            mask?: ("none" | "top_half") | components["schemas"]["Array"];
            /** @description Training pixels drawn from each training image, or all of them (default all). */
            pixels_per_image?: "all" | number;
            /**
             * @description Regressions whose mean the completion is, each on pixels drawn afresh (default 1). Several need
             *     `pixels_per_image` to be a number. `spread` is how much they differ; the ridge and the training error are
             *     then means, and the jitter is the largest.
             */
            regressors?: number;
            ridge?: components["schemas"]["Ridge"];
            /** @description Of the draw of pixels (default 0). */
            seed?: number;
            solver?: components["schemas"]["Solver"];
            test: {
                /** @description Images to complete, [t, height·width]; only what the mask shows is read. */
                images: components["schemas"]["Array"];
                /** @description The complete images, for the error; [t, height·width]. */
                truth?: components["schemas"]["Array"];
            };
            train: {
                /** @description Complete images, [n, height·width]. */
                images: components["schemas"]["Array"];
            };
        };
        ImageCompletionsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "image-completions";
            request: components["schemas"]["ImageCompletionRequest"];
        };
        /** @description Mean squared errors against the truth; only where the truth was given. */
        ImageErrors: {
            all_pixels: number;
            per_image: components["schemas"]["Vector"];
            /** @description Over the pixels that f did not see; absent where it saw all. */
            unseen_pixels?: number;
        };
        ImageRegressor: {
            certificate?: components["schemas"]["Certificate"];
            jitter: number;
            /** @description Number of training points. */
            points: number;
            /** @description Of the completed pixels. */
            prediction_certificate?: components["schemas"]["PredictionCertificate"];
            /** @description λ, absolute. */
            ridge: number;
            /**
             * @description The one used.
             * @enum {string}
             */
            solver: "cholesky" | "full_grid" | "conjugate_gradients" | "nystrom" | "subsets";
            train_mse: number;
        };
        /** @description What the job of some regressors of a larger completion answers. */
        ImageRegressors: {
            provenance: components["schemas"]["Provenance"];
            regressors: components["schemas"]["ImageRegressor"][];
        };
        /**
         * @description Tried one after the other, from none on, when K + λI is not positive definite; each is a multiple
         *     of the mean of K's diagonal. Default [], no jitter. What was used is in the provenance.
         */
        Jitter: number[];
        Job: {
            /** @description How often it has begun: it is run again when what runs it dies. */
            attempts?: number;
            /** Format: date-time */
            created_at: string;
            /** @description Why it failed. */
            error?: components["schemas"]["Problem"];
            /** Format: date-time */
            finished_at?: string;
            id: components["schemas"]["JobId"];
            /**
             * @description What it computes. A large job is done by others, its parts: kernel_rows of kernels; network_moments of empirical_kernels,
             *     convergence_study and verification; regression_subset of regression_fit; search_candidates of search; image_regressors
             *     of image_completion.
             * @enum {string}
             */
            kind: "kernels" | "kernel_rows" | "empirical_kernels" | "convergence_study" | "verification" | "network_moments" | "regression_fit" | "regression_subset" | "regression_predict" | "search" | "search_candidates" | "image_completion" | "image_regressors" | "training" | "training_predict";
            /** @description Of the key that it was started with. */
            owner?: string;
            /** @description The job that this one is a part of; cancelling either cancels both. */
            parent?: components["schemas"]["JobId"];
            progress: components["schemas"]["Progress"];
            /** Format: date-time */
            started_at?: string;
            state: components["schemas"]["JobState"];
        };
        JobId: string;
        JobList: {
            jobs: components["schemas"]["Job"][];
        };
        /** @description What the operation would have answered; of a part of a job, what it was. */
        JobResult: components["schemas"]["KernelsResult"] | components["schemas"]["KernelRows"] | components["schemas"]["EmpiricalKernelsResult"] | components["schemas"]["ConvergenceStudy"] | components["schemas"]["Verification"] | components["schemas"]["NetworkMoments"] | components["schemas"]["Regression"] | components["schemas"]["RegressionSubset"] | components["schemas"]["Prediction"] | components["schemas"]["Search"] | components["schemas"]["SearchCandidates"] | components["schemas"]["ImageCompletion"] | components["schemas"]["ImageRegressors"] | components["schemas"]["Training"] | components["schemas"]["TrainingPrediction"];
        /** @enum {string} */
        JobState: "queued" | "running" | "succeeded" | "failed" | "cancelled";
        KernelLayers: {
            nngp?: components["schemas"]["MatrixStack"];
            nngp_hyper?: components["schemas"]["MatrixStack"];
            ntk?: components["schemas"]["MatrixStack"];
            ntk_hyper?: components["schemas"]["MatrixStack"];
            ntk_primary?: components["schemas"]["MatrixStack"];
        };
        KernelMatrices: {
            nngp?: components["schemas"]["Matrix"];
            nngp_hyper?: components["schemas"]["Matrix"];
            ntk?: components["schemas"]["Matrix"];
            ntk_hyper?: components["schemas"]["Matrix"];
            ntk_primary?: components["schemas"]["Matrix"];
        };
        /**
         * @description nngp: the kernel of the untrained network; ntk: the tangent kernel, for a hypernetwork the
         *     hyperkernel Θ_f·Θ_g. Hypernetworks also have their factors: nngp_hyper (S, the covariance of
         *     generated weights), ntk_hyper (Θ_f) and ntk_primary (Θ_g).
         * @enum {string}
         */
        KernelOutput: "nngp" | "ntk" | "nngp_hyper" | "ntk_hyper" | "ntk_primary";
        /** @description What the job of some rows of large kernels answers. */
        KernelRows: {
            provenance: components["schemas"]["Provenance"];
            /** @description [start, stop) */
            rows: number[];
        };
        KernelsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "kernels";
            request: components["schemas"]["KernelsRequest"];
        };
        KernelsRequest: {
            architecture: components["schemas"]["Architecture"];
            /** @description Also the kernels after each layer (default false). */
            layers?: boolean;
            /** @description Default nngp and ntk. */
            outputs?: components["schemas"]["KernelOutput"][];
            points: components["schemas"]["Points"];
            /** @description The columns of the matrices; omitted, the points themselves. */
            points2?: components["schemas"]["Points"];
        };
        KernelsResult: {
            /** @description Each output asked for: points × points2. */
            kernels: components["schemas"]["KernelMatrices"];
            /** @description For each output one matrix for each layer of the network it belongs to; the last is the one in kernels. */
            layers?: components["schemas"]["KernelLayers"];
            provenance: components["schemas"]["Provenance"];
        };
        /** @description max(x, 0) + a·min(x, 0), in closed form. */
        LeakyReluActivation: {
            gain?: components["schemas"]["Gain"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            name: "leaky_relu";
            /** @description a (default 0.01). */
            negative_slope?: number;
        };
        LearningCurve: components["schemas"]["CurvePoint"][];
        LearningRate: number;
        /** @description The mean squared error of each label, predicted from all others. */
        LeaveOneOutCriterion: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "leave_one_out";
        };
        /** @description Mean of the squared leave-one-out residuals; each is α_i/[A⁻¹]_ii, exact without fitting anew. */
        LeaveOneOutMse: number;
        /**
         * @description log N(y; 0, A) = −½yᵀA⁻¹y − Σᵢ log L_ii − (n/2)·log 2π, summed over the columns of y: the evidence of a Gaussian
         *     process with kernel K and noise of variance λ + jitter.
         */
        LogMarginalLikelihood: number;
        /** @description The mean over all points, and over the columns of y (default squared_error). */
        Loss: components["schemas"]["SquaredError"] | components["schemas"]["LpLoss"] | components["schemas"]["CrossEntropy"];
        /** @description |h − y|^p */
        LpLoss: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "lp";
            p: number;
        };
        /** @description Rows of numbers. */
        Matrix: number[][];
        /** @description One matrix for each time. */
        MatrixByTime: number[][][];
        /** @description One matrix for each layer. */
        MatrixStack: number[][][];
        /** @description Default 1000. */
        MaxIterations: number;
        /**
         * @description A fully connected network in NTK parameterisation, weights N(0, 1):
         *     y¹ = σ_w·W¹x/√n₀ + σ_b·b, q = γσ(y), y^{l+1} = σ_w·W^{l+1}q^l/√n_l + σ_b·b.
         */
        Mlp: {
            activation: components["schemas"]["Activation"];
            /** @description σ_b (default 0). */
            bias_std?: number;
            /** @description The number of weight matrices; a network of depth D has D − 1 activations. */
            depth: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            type: "mlp";
            /** @description σ_w, one number for all layers or one for each (default 1). */
            weight_std?: number | number[];
            /** @description Units of the hidden layers of a finite network, one number for all or one for each; infinite networks ignore it. */
            width?: number | number[];
        };
        /** @description A fitted regression without the numbers of its arrays; `model.json` of an export. */
        Model: {
            architecture: components["schemas"]["Architecture"];
            /**
             * @description The shape of every array by its name, for n training points and k columns of y. All have `points.x` (and
             *     `points.z`). cholesky: `weights` α [n, k], `factor` the lower triangle of Cholesky's L [n, n], and where they were
             *     asked for `diagnostics.leave_one_out_residuals`, `diagnostics.spectrum`, `flow.eigenvalues`,
             *     `flow.eigenvectors` (in rows) and `flow.projected`. conjugate_gradients: `weights`. full_grid: `weights`
             *     [k, images, coordinates] and `coordinate_factors`. nystrom: `landmarks.x`, `landmarks.z` and `weights`.
             *     subsets: `parts.0.indices`, `parts.0.weights` and so on.
             */
            arrays: {
                [key: string]: number[];
            };
            /**
             * @description Of this JSON and of what the arrays mean.
             * @constant
             */
            format: 1;
            /**
             * @description Of the training points of a hypernetwork.
             * @enum {string}
             */
            pairing?: "rows" | "grid";
            /** @description Of subsets, one for each. */
            parts?: components["schemas"]["ModelPart"][];
            /** @description Of full_grid: the pairs of coordinates, as rows of points.z, whose kernels between images make up K. */
            pivots?: number[][];
            regression: components["schemas"]["Regression"];
        };
        /** @description A regression on one subset. */
        ModelPart: {
            /** @description Added to the diagonal beside λ, absolute. */
            jitter: number;
            /** @description λ, absolute. */
            ridge: number;
            /** @description Mean squared error on its own labels. */
            train_mse: number;
        };
        /** @description A list of numbers, or a list of rows of equal length. */
        NestedList: (number | number[])[];
        /** @description What the job of some finite networks of a larger one answers. */
        NetworkMoments: {
            networks: components["schemas"]["NetworkRange"][];
            provenance: components["schemas"]["Provenance"];
        };
        NetworkRange: {
            count: number;
            /** @description Of the seed, from 0. */
            first: number;
            hyper_width?: number;
            primary_width?: number;
            width?: number;
        };
        NoFeatures: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "none";
        };
        NonNegatives: number[];
        /** @description An .npy file, base64. */
        NpyBase64: {
            npy_base64: string;
        };
        /**
         * @description An approximation: the mean is a combination of the kernels of `rank` training points alone (subset of
         *     regressors), chosen by randomly pivoted Cholesky. How far it is from solving the whole system is always in the
         *     certificate (`exact_residual`, and `train_mse` beside it). Needs a ridge above 0.
         */
        NystromSolver: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "nystrom";
            /** @description Landmarks, at most the number of points. */
            rank: number;
            seed?: components["schemas"]["SolverSeed"];
        };
        Optimizer: components["schemas"]["Sgd"] | components["schemas"]["Adam"] | components["schemas"]["Adadelta"];
        /**
         * @description What is trained and where it starts. ntk (default): y = σ_w·Wq/√n + σ_b·b, q = γσ(y), W and b ~ N(0, 1), as everywhere else
         *     here. standard: y = Wq + b, q = σ(y), W ~ U(±γσ_w·√(3/n)), for ReLU the uniform weights of He et al., and b ~ U(±√3·σ_b).
         *     A hypernetwork's last layer, which generates g's weights, starts smaller by as much as g's own weights would. There are
         *     biases where bias_std is above 0.
         * @enum {string}
         */
        Parameterization: "ntk" | "standard";
        /**
         * @description relu, abs, erf, gelu (exact), sin, cos and identity in closed form; tanh to 1e-10 by Hermite
         *     series and adaptive quadrature.
         */
        PlainActivation: {
            gain?: components["schemas"]["Gain"];
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            name: "relu" | "abs" | "erf" | "gelu" | "sin" | "cos" | "identity" | "tanh";
        };
        /**
         * @description {x} for an mlp, one input a row. {x, z, pairing} for a hypernetwork: with pairing rows, point i is
         *     (x_i, z_i); with grid, every (x_i, z_j), x-major: point i·len(z) + j.
         */
        Points: {
            /**
             * @description Default rows.
             * @enum {string}
             */
            pairing?: "rows" | "grid";
            x: components["schemas"]["Array"];
            z?: components["schemas"]["Array"];
        };
        Positives: number[];
        Prediction: {
            certificate?: components["schemas"]["PredictionCertificate"];
            /** @description Posterior covariance of the noise-free function, test points × test points; its diagonal is the variance. */
            covariance?: components["schemas"]["Matrix"];
            /** @description Posterior mean, test points × label columns. */
            mean: components["schemas"]["Matrix"];
            /** @description The mean at each of the times, in their order: times × test points × label columns. */
            mean_at_times?: components["schemas"]["MatrixByTime"];
            provenance: components["schemas"]["Provenance"];
            /**
             * @description Of a regression on several subsets: the standard deviation between their predictions (divided by their
             *     number less one), test points × label columns.
             */
            spread?: components["schemas"]["Matrix"];
            /** @description Posterior variance of the noise-free function at each test point. */
            variance?: components["schemas"]["Vector"];
        };
        /**
         * @description How far the means of full_grid can be trusted at test images on coordinates of training, which are predicted with
         *     the sum of Kronecker products that stands for K. Absent wherever the kernel itself is used. How far the weights
         *     are from the solution is in the certificate of the fit.
         */
        PredictionCertificate: {
            /** @description How many points that were, at most 64, and fewer the more training points there are. */
            checked_points: number;
            /**
             * @description Largest difference between the means of some test points, spread over images and coordinates, and the same means
             *     with every entry of the kernel computed exactly, relative to the largest of these; the largest over the columns of y.
             */
            exact_difference: number;
        };
        PredictionRequest: {
            /** @description Also the posterior covariance between all test points (default false); cholesky alone has one. */
            covariance?: boolean;
            /** @description Points, or train for the points that were trained on (of a grid all of them). */
            test: components["schemas"]["Points"] | "train";
            /**
             * @description Times of training to give the mean at too; the fit needs gradient_flow. Training is gradient flow on
             *     (1/2N)·(‖f − y‖² + (λ + jitter)·‖w − w₀‖²) from f = 0, N = points · columns of y, under the NTK K:
             *     f(u*, t) = K(u*, U)·(K + (λ + jitter)I)⁻¹·(I − exp(−(K + (λ + jitter)I)·t/N))·y. These are the test
             *     predictions of neural-tangents' gradient_descent_mse with learning_rate 1, diag_reg λ + jitter on the
             *     absolute scale, and 0 at time 0. Variance and covariance remain those of the posterior.
             */
            times?: components["schemas"]["TrainingTime"][];
            /** @description Also the posterior variance (default false); cholesky alone has one. */
            variance?: boolean;
        };
        PredictionsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "predictions";
            regression_id: components["schemas"]["RegressionId"];
            request: components["schemas"]["PredictionRequest"];
        };
        /** @description An error (RFC 9457). */
        Problem: {
            /** @description Stable; programs should look at this. */
            code: string;
            /** @description What happened, the likely cause, what to try. */
            detail: string;
            /** @description Facts that belong to the code. */
            details?: Record<string, never>;
            request_id?: string;
            status: number;
            title: string;
            /** @description urn:hypertangent:problem: and the code. */
            type: string;
        };
        Progress: {
            /** @description Of a training: its learning curve so far; where that is long, 100 points of it, evenly spread. */
            curve?: components["schemas"]["LearningCurve"];
            /** @description Of the whole, 0 to 1. */
            fraction: number;
            /** @description What is being done; of a job that others do, how far these are: networks: 500 of 2000 done. */
            stage?: string;
        };
        /** @description How a result was made. */
        Provenance: {
            /** @description The linear algebra and kernel engine. */
            engine: string;
            /** @description Added to the diagonal beside the ridge, where a matrix was factorised. */
            jitter?: number;
            /**
             * @description Of analytic kernels and solves float64, of finite networks float32.
             * @enum {string}
             */
            precision: "float64" | "float32";
            /** @description Time of the computation; of one that several jobs did, of all of them together. */
            seconds: number;
            /** @description Where random numbers were used. */
            seed?: number;
            /** @description What computed with finite networks. */
            tensors?: string;
            /** @description Of the service. */
            version: string;
        };
        /** @description √2·sin(√(2γ)·x + π/4), whose kernel is exp(−γ(var1 + var2 − 2·cov12)). */
        RbfActivation: {
            gain?: components["schemas"]["Gain"];
            /** @description γ of the formula (default 1). */
            gamma?: number;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            name: "rbf";
        };
        Regression: {
            /** @enum {string} */
            architecture_type: "mlp" | "hypernetwork";
            certificate?: components["schemas"]["Certificate"];
            /** Format: date-time */
            created_at: string;
            diagnostics?: components["schemas"]["DiagnosticNumbers"];
            /** @description Whether predictions at times of training can be had. */
            gradient_flow?: boolean;
            id: components["schemas"]["RegressionId"];
            /** @description Added to the diagonal beside λ, absolute. */
            jitter: number;
            kernel: components["schemas"]["RegressionKernel"];
            /** @description Number of label columns. */
            outputs: number;
            /** @description Of the key that it was made with. */
            owner?: string;
            /** @description Number of training points. */
            points: number;
            provenance: components["schemas"]["Provenance"];
            /** @description λ, absolute. */
            ridge: number;
            /**
             * @description The one used.
             * @enum {string}
             */
            solver: "cholesky" | "full_grid" | "conjugate_gradients" | "nystrom" | "subsets";
            /** @description Mean squared error on the training labels. */
            train_mse: number;
        };
        RegressionId: string;
        /**
         * @description The kernel to regress with (default ntk).
         * @enum {string}
         */
        RegressionKernel: "ntk" | "nngp";
        RegressionList: {
            regressions: components["schemas"]["Regression"][];
        };
        RegressionRequest: {
            architecture: components["schemas"]["Architecture"];
            /**
             * @description What else the fit is to find out, all from its one factorisation; cholesky alone can. The answers are in
             *     the regression, arrays in GET /v1/regressions/{regression_id}/diagnostics. Default [].
             */
            diagnostics?: components["schemas"]["DiagnosticName"][];
            /**
             * @description Keep the eigenvectors of K, n² numbers more, for predictions at times of training (default false);
             *     cholesky and the ntk alone.
             */
            gradient_flow?: boolean;
            jitter?: components["schemas"]["Jitter"];
            kernel?: components["schemas"]["RegressionKernel"];
            ridge?: components["schemas"]["Ridge"];
            solver?: components["schemas"]["Solver"];
            /**
             * @description A regression whose weights the conjugate gradients of full_grid or conjugate_gradients begin with, in place of
             *     0: fitted before with the same solver to as many images, coordinates (or points) and columns of y, in the same
             *     order. Fewer iterations are needed the less was changed since: the ridge, labels, the kernel, the tolerance. The
             *     answer meets the same tolerance, and its certificate counts the iterations of this fit alone. Other weights are
             *     refused with 422, an unknown id with 404. That regression is not changed, and may be deleted as soon as this
             *     fit runs. Where an equal fit was interrupted, what that one had reached is taken instead.
             */
            start_from?: components["schemas"]["RegressionId"];
            train: components["schemas"]["TrainingData"];
        };
        RegressionsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "regressions";
            request: components["schemas"]["RegressionRequest"];
        };
        /** @description What the job of one subset answers. */
        RegressionSubset: {
            /** @description Added to the diagonal beside λ, absolute. */
            jitter: number;
            /** @description Its number of points. */
            points: number;
            provenance: components["schemas"]["Provenance"];
            /** @description λ, absolute. */
            ridge: number;
            /** @description Which one, from 0. */
            subset: number;
            /** @description Mean squared error on its own labels. */
            train_mse: number;
        };
        /** @description λ of K + λI. absolute is λ itself; mean_diagonal multiplies it by the mean of K's diagonal. Default 0.001, absolute. */
        Ridge: {
            /** @enum {string} */
            scale?: "absolute" | "mean_diagonal";
            value: number;
        };
        Runner: {
            jobs_done: number;
            /**
             * @description quick for short computations, heavy for the rest.
             * @enum {string}
             */
            lane: "quick" | "heavy";
            pid?: number;
            /** @enum {string} */
            state: "starting" | "idle" | "busy";
            /** @description Host and process of the worker that it belongs to, where there are workers. */
            worker?: string;
        };
        Search: {
            /** @description The best candidate, ready to be sent to POST /v1/regressions. */
            best: {
                architecture: components["schemas"]["Architecture"];
                kernel: components["schemas"]["RegressionKernel"];
                ridge: components["schemas"]["Ridge"];
                score: number;
            };
            /** @description Whether nothing was left to try when the search ended. */
            complete: boolean;
            /** @enum {string} */
            criterion: "evidence" | "leave_one_out" | "cross_validation";
            provenance: components["schemas"]["Provenance"];
            /** @description Everything that was tried, best first; what could not be solved last. */
            trials: components["schemas"]["SearchTrial"][];
        };
        /** @description No new kernel is tried once one of these is used up. */
        SearchBudget: {
            /** @description Default 1000; every ridge counts. */
            candidates?: number;
            /** @description Default 3600. Of a search that several jobs do, from when it was asked for. */
            seconds?: number;
        };
        /** @description What the job of some candidates of a larger search answers. */
        SearchCandidates: {
            /** @description Whether there was time for all of them. */
            complete: boolean;
            /** @enum {string} */
            criterion: "evidence" | "leave_one_out" | "cross_validation";
            provenance: components["schemas"]["Provenance"];
            /** @description In the order in which they were tried. */
            trials: components["schemas"]["SearchTrial"][];
        };
        /**
         * @description What is made small. Default: leave_one_out, and cross_validation with 5 folds where the points are too
         *     many to factorise (more than 2048 on a grid).
         */
        SearchCriterion: components["schemas"]["EvidenceCriterion"] | components["schemas"]["LeaveOneOutCriterion"] | components["schemas"]["CrossValidationCriterion"];
        /** @description The time is that of one candidate. */
        SearchesEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "searches";
            request: components["schemas"]["SearchRequest"];
        };
        SearchRequest: {
            /** @description Where the search begins; what the space does not name stays as it is here. */
            architecture: components["schemas"]["Architecture"];
            budget?: components["schemas"]["SearchBudget"];
            criterion?: components["schemas"]["SearchCriterion"];
            kernel?: components["schemas"]["RegressionKernel"];
            /** @description λ where the space does not vary it (default 0.001). */
            ridge?: number;
            /** @description Of the order and of the folds (default 0). */
            seed?: number;
            /**
             * @description Of cross_validation: auto takes full_grid for more than 2048 points with pairing grid, and cholesky
             *     otherwise; the other kinds are refused. The other criteria factorise.
             */
            solver?: components["schemas"]["Solver"];
            space: components["schemas"]["SearchSpace"];
            /**
             * @description `grid` (default) tries every combination, in an order drawn with the seed; `descent` changes one
             *     setting at a time, beginning with the first value of each, until none makes it better.
             * @enum {string}
             */
            strategy?: "grid" | "descent";
            train: components["schemas"]["SearchTrainingData"];
        };
        /** @description The settings that the space varies. */
        SearchSettings: {
            activation?: components["schemas"]["Activation"];
            bias_std?: number;
            depth?: number;
            hyper_activation?: components["schemas"]["Activation"];
            hyper_depth?: number;
            kernel?: components["schemas"]["RegressionKernel"];
            length_scale?: number;
            primary_activation?: components["schemas"]["Activation"];
            primary_depth?: number;
            ridge?: number;
            weight_std?: number;
        };
        /**
         * @description The values to try of each setting. depth, activation, weight_std and bias_std are those of all networks
         *     of the architecture; those of f or g alone begin with hyper_ and primary_. All ridges of one kernel share
         *     its work, so that many of them cost little; depths of an mlp, or of g, that differ alone cost no more than the
         *     deepest, and f's kernels between images are computed once for every g and length scale.
         */
        SearchSpace: {
            activation?: components["schemas"]["Activations"];
            bias_std?: components["schemas"]["NonNegatives"];
            depth?: components["schemas"]["Depths"];
            hyper_activation?: components["schemas"]["Activations"];
            hyper_depth?: components["schemas"]["Depths"];
            kernel?: components["schemas"]["RegressionKernel"][];
            length_scale?: components["schemas"]["Positives"];
            primary_activation?: components["schemas"]["Activations"];
            primary_depth?: components["schemas"]["Depths"];
            /** @description λ, absolute. */
            ridge?: components["schemas"]["Positives"];
            weight_std?: components["schemas"]["NonNegatives"];
        };
        /** @description Points, as in kernels, with their labels. Nothing else is looked at. */
        SearchTrainingData: {
            /**
             * @description Default rows.
             * @enum {string}
             */
            pairing?: "rows" | "grid";
            x: components["schemas"]["Array"];
            /** @description Labels, [points] or [points, columns]. */
            y: components["schemas"]["Array"];
            z?: components["schemas"]["Array"];
        };
        SearchTrial: {
            /** @description The criterion; null where K + λI is not positive definite, or a solve did not converge. */
            score: number | null;
            /** @description Its share of what its kernel took. */
            seconds: number;
            settings: components["schemas"]["SearchSettings"];
        };
        /**
         * @description Of the networks' weights (default 0). Network k of a seed is the same on every machine and backend, in every request
         *     for the same architecture, up to the rounding of float32 in what is computed with it. With fourier_limit, or conditioned
         *     weights, it is the same in requests for the same points.
         */
        Seed: number;
        SeveralWidths: number[];
        /** @description v ← μv + ∇, w ← w − ηv. */
        Sgd: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "sgd";
            learning_rate: components["schemas"]["LearningRate"];
            /** @description μ (default 0). */
            momentum?: number;
        };
        /**
         * @description How K + λI is solved (default auto). `auto` is `full_grid` for more than 2048 points with pairing grid,
         *     a ridge above 0 and no jitter, and `cholesky` otherwise.
         */
        Solver: components["schemas"]["AutoSolver"] | components["schemas"]["CholeskySolver"] | components["schemas"]["FullGridSolver"] | components["schemas"]["ConjugateGradientsSolver"] | components["schemas"]["NystromSolver"] | components["schemas"]["SubsetsSolver"];
        /** @description Of what is drawn (default 0). */
        SolverSeed: number;
        /** @description ½(h − y)² */
        SquaredError: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "squared_error";
        };
        StudiedKernel: {
            mean: components["schemas"]["Matrix"];
            /** @description The root mean square of mean − analytic over that of the analytic kernel; noise of the mean is in it. */
            relative_bias: number;
            /** @description The mean of the variance over all entries, over that of the squares of the analytic kernel. */
            relative_variance: number;
            standard_error: components["schemas"]["Matrix"];
            variance: components["schemas"]["Matrix"];
        };
        StudiedKernels: {
            nngp?: components["schemas"]["StudiedKernel"];
            nngp_hyper?: components["schemas"]["StudiedKernel"];
            ntk?: components["schemas"]["StudiedKernel"];
            ntk_hyper?: components["schemas"]["StudiedKernel"];
            ntk_primary?: components["schemas"]["StudiedKernel"];
        };
        /** @description `width` for an mlp; `hyper` and `primary` for a hypernetwork, of which every combination is studied. */
        StudyWidths: {
            hyper?: components["schemas"]["Widths"];
            primary?: components["schemas"]["Widths"];
            width?: components["schemas"]["Widths"];
        };
        /**
         * @description The mean of regressions on subsets of the training points, each a dense factorisation of its own (the paper's
         *     Eq. 19). Each subset is a job of its own (kind regression_subset). Predictions have a `spread`. `ridge` is the
         *     mean over the subsets and `jitter` the largest; `train_mse` is the mean of each one's error on its own subset.
         */
        SubsetsSolver: {
            /** @description Number of subsets. */
            count: number;
            /** @description Whether no point is in two subsets (default true; count × size is then at most the number of points), or each is drawn afresh from all. */
            disjoint?: boolean;
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            kind: "subsets";
            seed?: components["schemas"]["SolverSeed"];
            /** @description Points of each, at most all. */
            size: number;
        };
        /** @description Where the service has keys, what is not required is for administrators alone. */
        System: {
            cores?: number;
            /** @description The linear algebra in use. */
            engine: string;
            limits: {
                array_bytes: number;
                /** @description Memory that one computation may take; what would take more is answered 413. */
                compute_memory_bytes: number;
                json_bytes: number;
                /** @description How long a request waits for its job before it answers 202. */
                wait_seconds: number;
                waiting_jobs: number;
            };
            /** @description Of the machine. */
            memory_bytes?: number;
            /** @constant */
            name: "hypertangent";
            node?: string;
            queue?: {
                running: number;
                waiting: number;
            };
            runners?: components["schemas"]["Runner"][];
            tensors?: components["schemas"]["TensorStatus"];
            uptime_seconds?: number;
            version: string;
        };
        /**
         * @description What computes with finite networks, in float32: TensorFlow (CUDA or CPU), WebGPU, WebAssembly or JavaScript. auto
         *     (default) is the fastest that passed its self-test; GET /v1/system tells which.
         * @enum {string}
         */
        TensorBackend: "auto" | "tensorflow" | "webgpu" | "wasm" | "cpu";
        /** @enum {string} */
        TensorBackendName: "tensorflow" | "webgpu" | "wasm" | "cpu";
        /** @description What computes finite networks. Each backend is opened, tested and measured once, in a process of its own, when a job needs tensors or somebody asks here; auto takes the fastest that passes. */
        TensorStatus: {
            /** @description Whether a graphics processor computes, or software that stands in for one. */
            accelerator?: boolean;
            backend?: components["schemas"]["TensorBackendName"];
            /** @description The library or device and its version. */
            device?: string;
            /** @description 10⁹ floating-point operations per second of a float32 product, as measured. */
            matmul_gflops?: number;
            /** @description Of the device, where it can be known. */
            memory_bytes?: number;
            /** @description Backends that cannot be used here. */
            refused: {
                backend: components["schemas"]["TensorBackendName"];
                reason: string;
            }[];
            /**
             * @description probing while backends are tested. ready without a backend: none can be used.
             * @enum {string}
             */
            state: "probing" | "ready";
        };
        /** @description The relative residual ‖y − (K + λI)α‖/‖y‖ to reach, for each column of y (default 1e-6). */
        Tolerance: number;
        /** @description A finite network, with a width for every part that has hidden layers. */
        TrainedArchitecture: components["schemas"]["Mlp"] | components["schemas"]["Hypernetwork"] | components["schemas"]["EmbeddingNetwork"];
        /** @description Columns of x, and of z where there is one. */
        TrainedInputs: {
            x: number;
            z?: number;
        };
        /** @description What an export has beside its arrays. */
        TrainedModel: {
            /**
             * @description Shapes by name. weights.l is [inputs, units] of layer l and biases.l [1, units]; `hyper.` and `embedding.` and
             *     `primary.` stand before them where a network has such parts. The columns of the last hyper.weights.l, and of its
             *     biases, are g's weights layer by layer and input by input, and then its biases.
             */
            arrays: {
                [key: string]: number[];
            };
            /** @constant */
            format: 1;
            training: components["schemas"]["Training"];
        };
        TrainedPredictionsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "trained-predictions";
            request: components["schemas"]["TrainingPredictionRequest"];
            training_id: components["schemas"]["TrainingId"];
        };
        /** @description A trained network. */
        Training: {
            architecture: components["schemas"]["TrainedArchitecture"];
            batch_size: number;
            /** Format: date-time */
            created_at: string;
            curve: components["schemas"]["LearningCurve"];
            /** @description The last point of the curve. */
            final: components["schemas"]["CurvePoint"];
            id: components["schemas"]["TrainingId"];
            inputs: components["schemas"]["TrainedInputs"];
            loss: components["schemas"]["Loss"];
            optimizer: components["schemas"]["Optimizer"];
            /** @description Columns of y, or classes. */
            outputs: number;
            /** @description Of the key that it was trained with. */
            owner?: string;
            parameterization: components["schemas"]["Parameterization"];
            /** @description Numbers that were trained. */
            parameters: number;
            /** @description That it was trained on. */
            points: number;
            provenance: components["schemas"]["Provenance"];
            steps: number;
        };
        /** @description Points, as in kernels, with their labels. */
        TrainingData: {
            /**
             * @description For a grid that is not wholly observed: [images, coordinates], 0 where there is no label; y is not
             *     read there, but needs a number. Default: every point is observed.
             */
            observed?: components["schemas"]["Array"];
            /**
             * @description Default rows.
             * @enum {string}
             */
            pairing?: "rows" | "grid";
            x: components["schemas"]["Array"];
            /** @description Labels, [points] or [points, columns]. */
            y: components["schemas"]["Array"];
            z?: components["schemas"]["Array"];
        };
        TrainingId: string;
        TrainingList: {
            trainings: components["schemas"]["Training"][];
        };
        TrainingPrediction: {
            /** @description The network's outputs, points × outputs; called as in predictions of a regression. */
            mean: components["schemas"]["Matrix"];
            /** @description Of classes */
            probabilities?: components["schemas"]["Matrix"];
            provenance: components["schemas"]["Provenance"];
        };
        TrainingPredictionRequest: {
            backend?: components["schemas"]["TensorBackend"];
            test: components["schemas"]["Points"];
        };
        /** @description Exactly one of `epochs` and `steps`. */
        TrainingRequest: {
            architecture: components["schemas"]["TrainedArchitecture"];
            backend?: components["schemas"]["TensorBackend"];
            /**
             * @description Points of a step (default all). Every epoch has each point once, in an order of its own that the seed says, unless
             *     one batch has them all; the last batch of an epoch has what is left.
             */
            batch_size?: number;
            /** @description Times that every point is seen. */
            epochs?: number;
            loss?: components["schemas"]["Loss"];
            optimizer: components["schemas"]["Optimizer"];
            parameterization?: components["schemas"]["Parameterization"];
            /**
             * @description Steps between two points of the learning curve, each of which takes a pass over all points; the beginning and the end
             *     are in it in any case. Default: an epoch where `epochs` is given, a hundredth of `steps` otherwise; more where the
             *     curve would have more than 1000 points. A curve has at most 10000 points.
             */
            record_every?: number;
            /**
             * @description Of the weights and of the order of the points (default 0). On one backend the same request gives the same network to
             *     the bit. In the parameterization ntk training starts at network 0 of the seed, as in empirical-kernels.
             */
            seed?: number;
            /**
             * @description A trained network whose weights this one begins with, in place of those of the seed: of the same architecture,
             *     parameterization and columns. Others are refused with 422, an unknown id with 404.
             */
            start_from?: components["schemas"]["TrainingId"];
            /** @description 0: the network as it starts. */
            steps?: number;
            /** @description Not trained on; the learning curve has the loss there, too. */
            test?: components["schemas"]["Examples"];
            train: components["schemas"]["Examples"];
        };
        TrainingsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "trainings";
            request: components["schemas"]["TrainingRequest"];
        };
        /** @description A number of at least 0, or infinity, where the mean is that of the posterior. */
        TrainingTime: number | "infinity";
        Vector: number[];
        /**
         * @description passed: p_value is at least the significance, and the resolution is fine enough. failed: it is below, and no term in
         *     1/width² explains that. inconclusive: these networks cannot tell; explanation says what to try.
         * @enum {string}
         */
        Verdict: "passed" | "failed" | "inconclusive";
        Verification: {
            /** @description For people: what decided, and what to try. */
            explanation: string;
            outputs: components["schemas"]["VerifiedKernels"];
            /**
             * @description Of all entries of all outputs agreeing: the smallest of the entries' two-sided p-values times their number, which holds
             *     however they are correlated (Bonferroni). Entries that are equal by symmetry count once.
             */
            p_value: number;
            provenance: components["schemas"]["Provenance"];
            /**
             * @description The deviation that would have failed nine times in ten, relative to the largest entry of its kernel; of the entry and
             *     output where that is largest.
             */
            resolution: number;
            verdict: components["schemas"]["Verdict"];
            /** @description Of the networks. */
            widths: components["schemas"]["VerificationWidth"][];
        };
        VerificationRequest: {
            /** @description Its widths are ignored. */
            architecture: components["schemas"]["Architecture"];
            backend?: components["schemas"]["TensorBackend"];
            generated_weights?: components["schemas"]["GeneratedWeights"];
            /** @description Default nngp and ntk. */
            outputs?: components["schemas"]["KernelOutput"][];
            points: components["schemas"]["Points"];
            /** @description The columns of the matrices; omitted, the points themselves. */
            points2?: components["schemas"]["Points"];
            /**
             * @description The coarsest resolution at which a kernel passes (default 0.25): where a deviation of this size, relative to the
             *     largest entry, could have been missed, the verdict is inconclusive.
             */
            resolution?: number;
            /** @description Networks of each width (default 1000). */
            samples?: number;
            seed?: components["schemas"]["Seed"];
            /** @description The chance that a right kernel fails (default 0.001). */
            significance?: number;
            widths?: components["schemas"]["VerificationWidths"];
        };
        VerificationsEstimate: {
            /**
             * @description discriminator enum property added by openapi-typescript
             * @enum {string}
             */
            operation: "verifications";
            request: components["schemas"]["VerificationRequest"];
        };
        VerificationWidth: {
            hyper_width?: number;
            primary_width?: number;
            width?: number;
        };
        /**
         * @description `width` for an mlp (default 32, 64, 128). For a hypernetwork `primary`, those of g (default 16, 32, 64), and `hyper`, those
         *     of f that belong to them one by one and are in proportion to them (default eight times as wide).
         */
        VerificationWidths: {
            hyper?: components["schemas"]["SeveralWidths"];
            primary?: components["schemas"]["SeveralWidths"];
            width?: components["schemas"]["SeveralWidths"];
        };
        /**
         * @description mean(width) = limit + bias/width, fitted to every entry by weighted least squares. A term in 1/width² of the size that the
         *     square of the one in 1/width suggests counts as an error of the limit. Matrices are points × points2.
         */
        VerifiedKernel: {
            /** @description Of infinitely wide networks. */
            analytic: components["schemas"]["Matrix"];
            /** @description By the width of the mlp, or of g. */
            bias: components["schemas"]["Matrix"];
            /** @description At infinite width. */
            limit: components["schemas"]["Matrix"];
            /** @description A term in 1/width² in its own standard errors; with three widths and more. */
            misfit?: components["schemas"]["Matrix"];
            /** @description As that of the whole. */
            resolution: number;
            /** @description Of the limit. */
            standard_error: components["schemas"]["Matrix"];
            worst: components["schemas"]["WorstEntry"];
            /**
             * @description (limit − analytic) in standard errors, beyond 1e-5 of the largest entry, which float32's rounding may do. P-values
             *     take the skewness of the networks' kernels into account, and where a few networks make most of a mean, Chebyshev's
             *     inequality; so they are not those of z alone.
             */
            z: components["schemas"]["Matrix"];
        };
        VerifiedKernels: {
            nngp?: components["schemas"]["VerifiedKernel"];
            nngp_hyper?: components["schemas"]["VerifiedKernel"];
            ntk?: components["schemas"]["VerifiedKernel"];
            ntk_hyper?: components["schemas"]["VerifiedKernel"];
            ntk_primary?: components["schemas"]["VerifiedKernel"];
        };
        Widths: number[];
        WidthStudy: {
            hyper_width?: number;
            kernels: components["schemas"]["StudiedKernels"];
            primary_width?: number;
            width?: number;
        };
        /** @description The entry that deviates the most. */
        WorstEntry: {
            /** @description Row and column. */
            index: number[];
            z: number;
        };
    };
    responses: {
        /** @description The job goes on; ask for it at Location. */
        Accepted: {
            headers: {
                Location: components["headers"]["Location"];
                /** @description respond-async where it was asked for. */
                "Preference-Applied"?: string;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "id": "0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54",
                 *       "kind": "image_completion",
                 *       "state": "queued",
                 *       "progress": {
                 *         "fraction": 0
                 *       },
                 *       "created_at": "2026-11-21T12:00:00.000Z"
                 *     }
                 */
                "application/json": components["schemas"]["Job"];
            };
        };
        /** @description What is named here, in the URL or in the body, was there and has been removed since it was old. This is said for 30 days, and only to whoever could see it; 404 after that. */
        Expired: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:hypertangent:problem:expired",
                 *       "title": "It has expired",
                 *       "status": 410,
                 *       "detail": "the job \"0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54\" was removed at 2026-11-28T12:00:00.000Z, as old ones are; make it again",
                 *       "code": "expired",
                 *       "details": {
                 *         "kind": "job",
                 *         "id": "0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54",
                 *         "expiredAt": "2026-11-28T12:00:00.000Z"
                 *       }
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description An error. */
        Problem: {
            headers: {
                /** @description With 429 and 503: seconds after which to try again. Where the queue is full, it is when a waiting job is expected to start and to leave its place. */
                "Retry-After"?: number;
                [name: string]: unknown;
            };
            content: {
                /**
                 * @example {
                 *       "type": "urn:hypertangent:problem:invalid_value",
                 *       "title": "A value makes no sense",
                 *       "status": 422,
                 *       "detail": "/architecture/depth must be at least 1, got 0",
                 *       "code": "invalid_value",
                 *       "details": {
                 *         "path": "/architecture/depth",
                 *         "expected": "at least 1",
                 *         "received": 0
                 *       }
                 *     }
                 */
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @example mnist-train */
        ArrayId: components["schemas"]["ArrayId"];
        /**
         * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
         * @example 7e2c0e1a-fit-of-tuesday
         */
        IdempotencyKey: string;
        /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
        JobId: components["schemas"]["JobId"];
        /**
         * @description respond-async (RFC 7240) answers 202 at once.
         * @example respond-async
         */
        Prefer: string;
        /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
        RegressionId: components["schemas"]["RegressionId"];
        /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
        TrainingId: components["schemas"]["TrainingId"];
    };
    requestBodies: never;
    headers: {
        /** @description Address of what was made. */
        Location: string;
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    getLiveness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It does. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getReadiness: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It would. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "ok"
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            /** @description Not now. */
            503: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "status": "unavailable",
                     *       "reasons": [
                     *         "no runner is up"
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Health"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getMetrics: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example # HELP hypertangent_jobs_waiting Jobs that wait
                     *     # TYPE hypertangent_jobs_waiting gauge
                     *     hypertangent_jobs_waiting{lane="quick"} 0
                     *     hypertangent_jobs_waiting{lane="heavy"} 2
                     */
                    "text/plain": string;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getContract: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "openapi": "3.1.0"
                     *     }
                     */
                    "application/json": Record<string, never>;
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listArrays: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them, by id. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "arrays": []
                     *     }
                     */
                    "application/json": components["schemas"]["ArrayList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getArray: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example mnist-train */
                array_id: components["parameters"]["ArrayId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The array. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mnist-train",
                     *       "shape": [
                     *         1000,
                     *         784
                     *       ],
                     *       "dtype": "|u1",
                     *       "fortran_order": false,
                     *       "bytes": 784128,
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "created_at": "2026-11-21T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ArrayInfo"];
                    "application/x-npy": string;
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    putArray: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example mnist-train */
                array_id: components["parameters"]["ArrayId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-npy": string;
            };
        };
        responses: {
            /** @description Whole and on disk. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "mnist-train",
                     *       "shape": [
                     *         1000,
                     *         784
                     *       ],
                     *       "dtype": "|u1",
                     *       "fortran_order": false,
                     *       "bytes": 784128,
                     *       "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                     *       "created_at": "2026-11-21T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["ArrayInfo"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    deleteArray: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example mnist-train */
                array_id: components["parameters"]["ArrayId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    studyConvergence: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "architecture": {
                 *         "type": "hypernetwork",
                 *         "hyper": {
                 *           "type": "mlp",
                 *           "depth": 3,
                 *           "activation": {
                 *             "name": "relu"
                 *           }
                 *         },
                 *         "primary": {
                 *           "type": "mlp",
                 *           "depth": 3,
                 *           "activation": {
                 *             "name": "relu"
                 *           }
                 *         }
                 *       },
                 *       "points": {
                 *         "x": [
                 *           [
                 *             1,
                 *             0
                 *           ],
                 *           [
                 *             0.6,
                 *             0.8
                 *           ]
                 *         ],
                 *         "z": [
                 *           [
                 *             0.5,
                 *             1
                 *           ],
                 *           [
                 *             1,
                 *             -0.5
                 *           ]
                 *         ]
                 *       },
                 *       "widths": {
                 *         "hyper": [
                 *           20,
                 *           100
                 *         ],
                 *         "primary": [
                 *           10,
                 *           50
                 *         ]
                 *       },
                 *       "samples": 50
                 *     }
                 */
                "application/json": components["schemas"]["ConvergenceStudyRequest"];
            };
        };
        responses: {
            /** @description One study for each combination of widths, the last of them varying fastest. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ConvergenceStudy"];
                    "application/x-npz": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    computeEmpiricalKernels: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmpiricalKernelsRequest"];
            };
        };
        responses: {
            /** @description Statistics over the networks. As npz, output_mean, output_variance, and so on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EmpiricalKernelsResult"];
                    "application/x-npz": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    estimate: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EstimateRequest"];
            };
        };
        responses: {
            /** @description The estimate, whether it fits or not. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "seconds": 4.2,
                     *       "memory_bytes": 22000000000,
                     *       "memory_limit_bytes": 19300000000,
                     *       "fits": false,
                     *       "lane": "heavy",
                     *       "breakdown": {
                     *         "kernel_seconds": 4.2,
                     *         "solve_seconds": 0,
                     *         "input_bytes": 40000000,
                     *         "output_bytes": 21600000000,
                     *         "working_bytes": 360000000
                     *       },
                     *       "largest": 48600
                     *     }
                     */
                    "application/json": components["schemas"]["Estimate"];
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    completeImages: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "architecture": {
                 *         "type": "hypernetwork",
                 *         "hyper": {
                 *           "type": "mlp",
                 *           "depth": 3,
                 *           "activation": {
                 *             "name": "relu"
                 *           }
                 *         },
                 *         "primary": {
                 *           "type": "mlp",
                 *           "depth": 2,
                 *           "activation": {
                 *             "name": "relu"
                 *           }
                 *         },
                 *         "coordinate_features": {
                 *           "kind": "fourier_limit",
                 *           "length_scale": 1.4142135623730951
                 *         }
                 *       },
                 *       "kernel": "ntk",
                 *       "image_shape": [
                 *         2,
                 *         2
                 *       ],
                 *       "train": {
                 *         "images": [
                 *           [
                 *             1,
                 *             0,
                 *             0.5,
                 *             0.5
                 *           ],
                 *           [
                 *             0,
                 *             1,
                 *             0.25,
                 *             0.75
                 *           ],
                 *           [
                 *             0.5,
                 *             0.5,
                 *             0,
                 *             1
                 *           ]
                 *         ]
                 *       },
                 *       "test": {
                 *         "images": [
                 *           [
                 *             0.9,
                 *             0.1,
                 *             0,
                 *             0
                 *           ]
                 *         ],
                 *         "truth": [
                 *           [
                 *             0.9,
                 *             0.1,
                 *             0.5,
                 *             0.5
                 *           ]
                 *         ]
                 *       },
                 *       "mask": "top_half",
                 *       "pixels_per_image": "all",
                 *       "ridge": {
                 *         "value": 0.001
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["ImageCompletionRequest"];
            };
        };
        responses: {
            /**
             * @description The completed images. As npy the images; as npz completed and seen; as png a sheet with one
             *     column for each image and the rows truth (where given), seen, completed.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "completed": [
                     *         [
                     *           0.9,
                     *           0.1,
                     *           0.48,
                     *           0.51
                     *         ]
                     *       ],
                     *       "seen": [
                     *         [
                     *           1,
                     *           1
                     *         ],
                     *         [
                     *           0,
                     *           0
                     *         ]
                     *       ],
                     *       "mse": {
                     *         "all_pixels": 0.0002,
                     *         "unseen_pixels": 0.0003,
                     *         "per_image": [
                     *           0.0002
                     *         ]
                     *       },
                     *       "mean_image_mse": {
                     *         "all_pixels": 0.1,
                     *         "unseen_pixels": 0.05,
                     *         "per_image": [
                     *           0.1
                     *         ]
                     *       },
                     *       "points": 12,
                     *       "solver": "cholesky",
                     *       "ridge": 0.001,
                     *       "jitter": 0,
                     *       "train_mse": 0.00001,
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "seed": 0,
                     *         "jitter": 0,
                     *         "seconds": 0.003
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["ImageCompletion"];
                    "application/x-npy": string;
                    "application/x-npz": string;
                    "image/png": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    listJobs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All that are kept. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "jobs": []
                     *     }
                     */
                    "application/json": components["schemas"]["JobList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    getJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54",
                     *       "kind": "kernels",
                     *       "state": "running",
                     *       "progress": {
                     *         "fraction": 0.4,
                     *         "stage": "kernel"
                     *       },
                     *       "created_at": "2026-11-21T12:00:00.000Z",
                     *       "started_at": "2026-11-21T12:00:00.010Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    deleteJob: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was not finished and is cancelled now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54",
                     *       "kind": "kernels",
                     *       "state": "cancelled",
                     *       "progress": {
                     *         "fraction": 0.4
                     *       },
                     *       "created_at": "2026-11-21T12:00:00.000Z"
                     *     }
                     */
                    "application/json": components["schemas"]["Job"];
                };
            };
            /** @description It was finished; its record and result are gone, and those of its parts. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    getJobEvents: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The stream. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example event: job
                     *     data: {"id":"0d4ae7f3","kind":"kernels","state":"running","progress":{"fraction":0.4},"created_at":"2026-11-21T12:00:00.000Z"}
                     */
                    "text/event-stream": string;
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    getJobResult: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 0d4ae7f3-0c55-4a2e-8f0e-6a7c3f1f9b54 */
                job_id: components["parameters"]["JobId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The result. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kernels": {
                     *         "ntk": [
                     *           [
                     *             3,
                     *             1.9
                     *           ],
                     *           [
                     *             1.9,
                     *             3
                     *           ]
                     *         ]
                     *       },
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "seconds": 0.001
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["JobResult"];
                    "application/x-npy": string;
                    "application/x-npz": string;
                    "image/png": string;
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    computeKernels: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["KernelsRequest"];
            };
        };
        responses: {
            /**
             * @description The matrices. As npz, the outputs by name, their layers as name_layers. As npy, a matrix of 8 MiB or more is sent
             *     while it is computed, from the first row on and without regard to the wait limit; should the computation fail
             *     on the way, the connection ends before Content-Length is reached.
             */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "kernels": {
                     *         "ntk": [
                     *           [
                     *             3,
                     *             1.9
                     *           ],
                     *           [
                     *             1.9,
                     *             3
                     *           ]
                     *         ]
                     *       },
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "seconds": 0.001
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["KernelsResult"];
                    "application/x-npy": string;
                    "application/x-npz": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    listRegressions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "regressions": []
                     *     }
                     */
                    "application/json": components["schemas"]["RegressionList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createRegression: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RegressionRequest"];
            };
        };
        responses: {
            /** @description Fitted and on disk. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11",
                     *       "created_at": "2026-11-21T12:00:00.000Z",
                     *       "architecture_type": "mlp",
                     *       "kernel": "ntk",
                     *       "solver": "cholesky",
                     *       "points": 3,
                     *       "outputs": 1,
                     *       "ridge": 0.001,
                     *       "jitter": 0,
                     *       "train_mse": 0.0000523,
                     *       "diagnostics": {
                     *         "log_marginal_likelihood": -0.544,
                     *         "leave_one_out_mse": 0.225,
                     *         "effective_degrees_of_freedom": 1.967,
                     *         "condition_estimate": 1884.5
                     *       },
                     *       "gradient_flow": true,
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "jitter": 0,
                     *         "seconds": 0.002
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Regression"];
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    getRegression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its settings and diagnostics. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11",
                     *       "created_at": "2026-11-21T12:00:00.000Z",
                     *       "architecture_type": "mlp",
                     *       "kernel": "ntk",
                     *       "solver": "cholesky",
                     *       "points": 3,
                     *       "outputs": 1,
                     *       "ridge": 0.001,
                     *       "jitter": 0,
                     *       "train_mse": 0.0000523,
                     *       "diagnostics": {
                     *         "log_marginal_likelihood": -0.544,
                     *         "leave_one_out_mse": 0.225,
                     *         "effective_degrees_of_freedom": 1.967,
                     *         "condition_estimate": 1884.5
                     *       },
                     *       "gradient_flow": true,
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "jitter": 0,
                     *         "seconds": 0.002
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Regression"];
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    deleteRegression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    getDiagnostics: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the fit was asked for. As npz the arrays alone, 406 where there are none. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "log_marginal_likelihood": -0.544,
                     *       "leave_one_out_mse": 0.225,
                     *       "leave_one_out_residuals": [
                     *         [
                     *           0
                     *         ],
                     *         [
                     *           -0.464
                     *         ],
                     *         [
                     *           0.677
                     *         ]
                     *       ],
                     *       "effective_degrees_of_freedom": 1.967,
                     *       "condition_estimate": 1884.5,
                     *       "spectrum": [
                     *         0,
                     *         0.0302,
                     *         1.675
                     *       ]
                     *     }
                     */
                    "application/json": components["schemas"]["Diagnostics"];
                    "application/x-npz": string;
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    exportRegression: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The model. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": 1,
                     *       "regression": {
                     *         "id": "6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11",
                     *         "created_at": "2026-11-21T12:00:00.000Z",
                     *         "architecture_type": "mlp",
                     *         "kernel": "ntk",
                     *         "solver": "cholesky",
                     *         "points": 3,
                     *         "outputs": 1,
                     *         "ridge": 0.001,
                     *         "jitter": 0,
                     *         "train_mse": 0.0000523,
                     *         "provenance": {
                     *           "version": "0.1.0",
                     *           "engine": "reference",
                     *           "precision": "float64",
                     *           "jitter": 0,
                     *           "seconds": 0.002
                     *         }
                     *       },
                     *       "architecture": {
                     *         "type": "mlp",
                     *         "depth": 3,
                     *         "activation": {
                     *           "name": "erf"
                     *         },
                     *         "weight_std": 1,
                     *         "bias_std": 0
                     *       },
                     *       "arrays": {
                     *         "points.x": [
                     *           3,
                     *           1
                     *         ],
                     *         "weights": [
                     *           3,
                     *           1
                     *         ],
                     *         "factor": [
                     *           3,
                     *           3
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Model"];
                    "application/x-npz": string;
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    predict: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                regression_id: components["parameters"]["RegressionId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PredictionRequest"];
            };
        };
        responses: {
            /** @description The posterior. As npy the mean; as npz all arrays by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "mean": [
                     *         [
                     *           0.00752
                     *         ],
                     *         [
                     *           0.635
                     *         ]
                     *       ],
                     *       "variance": [
                     *         0.00319,
                     *         0.00129
                     *       ],
                     *       "covariance": [
                     *         [
                     *           0.00319,
                     *           -0.000772
                     *         ],
                     *         [
                     *           -0.000772,
                     *           0.00129
                     *         ]
                     *       ],
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "jitter": 0,
                     *         "seconds": 0.002
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Prediction"];
                    "application/x-npy": string;
                    "application/x-npz": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    importRegression: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/x-npz": string;
            };
        };
        responses: {
            /** @description Whole and on disk. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "0b7c1f62-94a5-4c58-8b16-3d8f1c2a7e90",
                     *       "created_at": "2026-11-22T09:00:00.000Z",
                     *       "architecture_type": "mlp",
                     *       "kernel": "ntk",
                     *       "solver": "cholesky",
                     *       "points": 3,
                     *       "outputs": 1,
                     *       "ridge": 0.001,
                     *       "jitter": 0,
                     *       "train_mse": 0.0000523,
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "jitter": 0,
                     *         "seconds": 0.002
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Regression"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    search: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "architecture": {
                 *         "type": "mlp",
                 *         "depth": 2,
                 *         "activation": {
                 *           "name": "relu"
                 *         }
                 *       },
                 *       "train": {
                 *         "x": [
                 *           [
                 *             0
                 *           ],
                 *           [
                 *             0.4
                 *           ],
                 *           [
                 *             0.5
                 *           ],
                 *           [
                 *             1
                 *           ]
                 *         ],
                 *         "y": [
                 *           0,
                 *           0.2,
                 *           0.25,
                 *           1
                 *         ]
                 *       },
                 *       "space": {
                 *         "depth": [
                 *           2,
                 *           3
                 *         ],
                 *         "ridge": [
                 *           0.001,
                 *           0.1
                 *         ]
                 *       },
                 *       "criterion": {
                 *         "kind": "leave_one_out"
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["SearchRequest"];
            };
        };
        responses: {
            /** @description What was tried, and the best of it. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "criterion": "leave_one_out",
                     *       "best": {
                     *         "architecture": {
                     *           "type": "mlp",
                     *           "depth": 3,
                     *           "activation": {
                     *             "name": "relu",
                     *             "gain": 1.4142135623730951
                     *           },
                     *           "weight_std": 1,
                     *           "bias_std": 0
                     *         },
                     *         "kernel": "ntk",
                     *         "ridge": {
                     *           "value": 0.001,
                     *           "scale": "absolute"
                     *         },
                     *         "score": 0.04
                     *       },
                     *       "trials": [
                     *         {
                     *           "settings": {
                     *             "depth": 3,
                     *             "ridge": 0.001
                     *           },
                     *           "score": 0.04,
                     *           "seconds": 0.001
                     *         },
                     *         {
                     *           "settings": {
                     *             "depth": 3,
                     *             "ridge": 0.1
                     *           },
                     *           "score": 0.07,
                     *           "seconds": 0.001
                     *         }
                     *       ],
                     *       "complete": false,
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float64",
                     *         "seed": 0,
                     *         "seconds": 0.004
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Search"];
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    getSystem: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description As it is now. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "name": "hypertangent",
                     *       "version": "0.1.0",
                     *       "node": "v20.20.2",
                     *       "engine": "reference",
                     *       "tensors": {
                     *         "state": "ready",
                     *         "backend": "tensorflow",
                     *         "device": "TensorFlow 2.21.0 (CPU)",
                     *         "accelerator": false,
                     *         "memory_bytes": 25769803776,
                     *         "matmul_gflops": 160.7,
                     *         "refused": [
                     *           {
                     *             "backend": "webgpu",
                     *             "reason": "there is no graphics processor with a driver that Dawn can use"
                     *           }
                     *         ]
                     *       },
                     *       "cores": 2,
                     *       "memory_bytes": 25769803776,
                     *       "uptime_seconds": 12.5,
                     *       "runners": [
                     *         {
                     *           "lane": "quick",
                     *           "state": "idle",
                     *           "pid": 101,
                     *           "jobs_done": 3
                     *         },
                     *         {
                     *           "lane": "heavy",
                     *           "state": "busy",
                     *           "pid": 102,
                     *           "jobs_done": 0
                     *         }
                     *       ],
                     *       "queue": {
                     *         "waiting": 0,
                     *         "running": 1
                     *       },
                     *       "limits": {
                     *         "json_bytes": 2097152,
                     *         "array_bytes": 8589934592,
                     *         "wait_seconds": 30,
                     *         "waiting_jobs": 100,
                     *         "compute_memory_bytes": 20615843020
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["System"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    listTrainings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "trainings": []
                     *     }
                     */
                    "application/json": components["schemas"]["TrainingList"];
                };
            };
            default: components["responses"]["Problem"];
        };
    };
    createTraining: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TrainingRequest"];
            };
        };
        responses: {
            /** @description Trained and on disk. */
            201: {
                headers: {
                    Location: components["headers"]["Location"];
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11",
                     *       "created_at": "2026-11-28T12:00:00.000Z",
                     *       "architecture": {
                     *         "type": "mlp",
                     *         "depth": 2,
                     *         "activation": {
                     *           "name": "relu"
                     *         },
                     *         "weight_std": 1,
                     *         "bias_std": 0,
                     *         "width": 16
                     *       },
                     *       "parameterization": "ntk",
                     *       "loss": {
                     *         "kind": "squared_error"
                     *       },
                     *       "optimizer": {
                     *         "kind": "adam",
                     *         "learning_rate": 0.05,
                     *         "beta1": 0.9,
                     *         "beta2": 0.999,
                     *         "epsilon": 1e-8
                     *       },
                     *       "batch_size": 3,
                     *       "steps": 50,
                     *       "points": 3,
                     *       "inputs": {
                     *         "x": 1
                     *       },
                     *       "outputs": 1,
                     *       "parameters": 32,
                     *       "final": {
                     *         "step": 50,
                     *         "train_loss": 0.0104,
                     *         "test_loss": 0.0049
                     *       },
                     *       "curve": [
                     *         {
                     *           "step": 0,
                     *           "train_loss": 0.301,
                     *           "test_loss": 0.22
                     *         },
                     *         {
                     *           "step": 50,
                     *           "train_loss": 0.0104,
                     *           "test_loss": 0.0049
                     *         }
                     *       ],
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float32",
                     *         "tensors": "cpu: JavaScript (tfjs 4.22.0)",
                     *         "seed": 0,
                     *         "seconds": 0.2
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Training"];
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    getTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Its settings and its curve. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "id": "6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11",
                     *       "created_at": "2026-11-28T12:00:00.000Z",
                     *       "architecture": {
                     *         "type": "mlp",
                     *         "depth": 2,
                     *         "activation": {
                     *           "name": "relu"
                     *         },
                     *         "weight_std": 1,
                     *         "bias_std": 0,
                     *         "width": 16
                     *       },
                     *       "parameterization": "ntk",
                     *       "loss": {
                     *         "kind": "squared_error"
                     *       },
                     *       "optimizer": {
                     *         "kind": "adam",
                     *         "learning_rate": 0.05,
                     *         "beta1": 0.9,
                     *         "beta2": 0.999,
                     *         "epsilon": 1e-8
                     *       },
                     *       "batch_size": 3,
                     *       "steps": 50,
                     *       "points": 3,
                     *       "inputs": {
                     *         "x": 1
                     *       },
                     *       "outputs": 1,
                     *       "parameters": 32,
                     *       "final": {
                     *         "step": 50,
                     *         "train_loss": 0.0104,
                     *         "test_loss": 0.0049
                     *       },
                     *       "curve": [
                     *         {
                     *           "step": 0,
                     *           "train_loss": 0.301,
                     *           "test_loss": 0.22
                     *         },
                     *         {
                     *           "step": 50,
                     *           "train_loss": 0.0104,
                     *           "test_loss": 0.0049
                     *         }
                     *       ],
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float32",
                     *         "tensors": "cpu: JavaScript (tfjs 4.22.0)",
                     *         "seed": 0,
                     *         "seconds": 0.2
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["Training"];
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    deleteTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    exportTraining: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The network. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "format": 1,
                     *       "training": {
                     *         "id": "6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11",
                     *         "created_at": "2026-11-28T12:00:00.000Z",
                     *         "architecture": {
                     *           "type": "mlp",
                     *           "depth": 2,
                     *           "activation": {
                     *             "name": "relu"
                     *           },
                     *           "weight_std": 1,
                     *           "bias_std": 0,
                     *           "width": 16
                     *         },
                     *         "parameterization": "ntk",
                     *         "loss": {
                     *           "kind": "squared_error"
                     *         },
                     *         "optimizer": {
                     *           "kind": "adam",
                     *           "learning_rate": 0.05,
                     *           "beta1": 0.9,
                     *           "beta2": 0.999,
                     *           "epsilon": 1e-8
                     *         },
                     *         "batch_size": 3,
                     *         "steps": 50,
                     *         "points": 3,
                     *         "inputs": {
                     *           "x": 1
                     *         },
                     *         "outputs": 1,
                     *         "parameters": 32,
                     *         "final": {
                     *           "step": 50,
                     *           "train_loss": 0.0104,
                     *           "test_loss": 0.0049
                     *         },
                     *         "curve": [
                     *           {
                     *             "step": 0,
                     *             "train_loss": 0.301,
                     *             "test_loss": 0.22
                     *           },
                     *           {
                     *             "step": 50,
                     *             "train_loss": 0.0104,
                     *             "test_loss": 0.0049
                     *           }
                     *         ],
                     *         "provenance": {
                     *           "version": "0.1.0",
                     *           "engine": "reference",
                     *           "precision": "float32",
                     *           "tensors": "cpu: JavaScript (tfjs 4.22.0)",
                     *           "seed": 0,
                     *           "seconds": 0.2
                     *         }
                     *       },
                     *       "arrays": {
                     *         "weights.1": [
                     *           1,
                     *           16
                     *         ],
                     *         "weights.2": [
                     *           16,
                     *           1
                     *         ]
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TrainedModel"];
                    "application/x-npz": string;
                };
            };
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    predictTrained: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path: {
                /** @example 6f0f8f5e-7a52-4d5c-9a39-5d2f0b8f4a11 */
                training_id: components["parameters"]["TrainingId"];
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                /**
                 * @example {
                 *       "test": {
                 *         "x": [
                 *           [
                 *             0.25
                 *           ],
                 *           [
                 *             0.75
                 *           ]
                 *         ]
                 *       }
                 *     }
                 */
                "application/json": components["schemas"]["TrainingPredictionRequest"];
            };
        };
        responses: {
            /** @description The outputs. As npy the mean; as npz all arrays by name. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    /**
                     * @example {
                     *       "mean": [
                     *         [
                     *           0.0712
                     *         ],
                     *         [
                     *           0.6104
                     *         ]
                     *       ],
                     *       "provenance": {
                     *         "version": "0.1.0",
                     *         "engine": "reference",
                     *         "precision": "float32",
                     *         "tensors": "cpu: JavaScript (tfjs 4.22.0)",
                     *         "seconds": 0.02
                     *       }
                     *     }
                     */
                    "application/json": components["schemas"]["TrainingPrediction"];
                    "application/x-npy": string;
                    "application/x-npz": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
    verifyKernels: {
        parameters: {
            query?: never;
            header?: {
                /**
                 * @description A text of your own, new for each computation that you want, such as a UUID. However often a request with it comes, it runs once, and each is answered with what became of that: a lost connection, a time-out or a crash is no reason not to send it again. The job is kept from the beginning (GET /v1/jobs), and goes on when the client goes away. The same key with another body is answered 422 idempotency_mismatch; one whose job is so old that it is not kept any more, 410 expired. Who deletes the job frees its key.
                 * @example 7e2c0e1a-fit-of-tuesday
                 */
                "idempotency-key"?: components["parameters"]["IdempotencyKey"];
                /**
                 * @description respond-async (RFC 7240) answers 202 at once.
                 * @example respond-async
                 */
                prefer?: components["parameters"]["Prefer"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VerificationRequest"];
            };
        };
        responses: {
            /** @description The verdict and what it rests on. As npz, output_limit, output_standard_error, and so on. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Verification"];
                    "application/x-npz": string;
                };
            };
            202: components["responses"]["Accepted"];
            410: components["responses"]["Expired"];
            default: components["responses"]["Problem"];
        };
    };
}
