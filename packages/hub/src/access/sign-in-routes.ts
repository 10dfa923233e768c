import { z } from 'zod'
import type { DoorTools } from '../http/app.ts'
import type { Routes } from '../http/fastify-app.ts'
import { page } from '../http/page.ts'
import { problem } from '../http/problems.ts'
import type { Auth } from './auth.ts'
import { requestHeaders } from './authenticate.ts'
import { refuseForeignOrigin } from './origin.ts'
import { usePassword, useSignInLink } from './sign-in-link.ts'

const usedUp = {
  title: 'This sign-in link does not work any more',
  sentence:
    'A link signs in once, within 30 minutes. Get a new one: start <code>npm start</code> again, which prints one, or ask an owner or admin of your workspace to make one under Settings.',
}

/** `/sign-in?token=…` signs in and goes on to the inbox. Without a token it is a page of the dashboard. */
export const signInRoutes =
  ({ auth, publicUrl }: { auth: Auth; publicUrl: string }, { limits, showDashboard }: DoorTools): Routes =>
  async (app) => {
    app.get(
      '/sign-in',
      {
        // A preview that only asks for the head must not use the link up.
        exposeHeadRoute: false,
        schema: {
          summary: 'Sign in with a one-time link',
          tags: ['Access'],
          querystring: z.object({ token: z.string().min(1).max(200).optional() }),
        },
      },
      async (request, reply) => {
        const { token } = request.query
        if (token === undefined) return showDashboard(reply)
        await limits.countSignIn(request)

        const cookies = await useSignInLink(auth, token, requestHeaders(request))
        if (cookies) return reply.header('set-cookie', cookies).redirect('/inbox', 303)
        if (await auth.api.getSession({ headers: requestHeaders(request) })) return reply.redirect('/inbox', 303)
        if ((request.headers.accept ?? '').includes('text/html')) {
          return reply.code(410).type('text/html; charset=utf-8').send(page(usedUp))
        }
        throw problem(
          'gone',
          'This sign-in link was used or has expired: get a new one from `npm start` or from an owner or admin.',
        )
      },
    )

    app.post(
      '/v1/sign-in',
      {
        schema: {
          summary: 'Sign in with a password, where one was set; sets the session’s cookie',
          tags: ['Access'],
          body: z.object({ email: z.email().max(254), password: z.string().min(1).max(128) }),
          response: { 200: z.object({ signedIn: z.literal(true) }) },
        },
      },
      async (request, reply) => {
        await limits.countSignIn(request)
        refuseForeignOrigin(request, publicUrl)
        const cookies = await usePassword(auth, request.body, requestHeaders(request))
        // One sentence for all that can be wrong: it must not tell who is known here.
        if (!cookies)
          throw problem(
            'signed-out',
            'Email and password do not belong together, or no password was set: try again, or use a link.',
          )
        return reply.header('set-cookie', cookies).send({ signedIn: true as const })
      },
    )
  }
